/*
 * The grading finds no fault in tests/course/lab/minichat but the one that its
 * comments name: a client that does not read stops the chat for all. This run
 * has all of the 500 clients and 1,000 connections. The sources that the report
 * tells a student to read exist.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/graded.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"

/* Returns whether the file has the word. */
static bool
has_word(const char *path, const char *word)
{
	static char text[1 << 18];
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return false;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	(void)fclose(file); /* it was only read */
	return strstr(text, word) != NULL;
}

/* Checks "FILE: WORD, WORD" or "FILE"; a page "NAME(2)" is not ours. */
static void
check_source(char *source)
{
	char *words = strstr(source, ": ");

	if (strchr(source, '(') != NULL)
		return;
	if (words != NULL) {
		*words = '\0';
		words += 2;
	}
	TAP_OK(access(source, R_OK) == 0, "%s can be read", source);
	for (char *word = words; word != NULL && *word != '\0';) {
		char *end = word + strcspn(word, ",");
		char *next = *end == ',' ? end + 2 : NULL;
		*end = '\0';
		TAP_OK(has_word(source, word), "%s has %s", source, word);
		word = next;
	}
}

/* Checks each "read" of the result, whose parts have "; " between them. */
static void
check_sources(const char *json)
{
	char line[1024];
	FILE *file = fopen(json, "r");
	static const char key[] = "      \"read\": \"";

	MUST(file != NULL, "no JSON");
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		char *at = line + strlen(key);
		at[strcspn(at, "\"")] = '\0';
		for (char *end = at; end != NULL; at = end + 2) {
			end = strstr(at, "; ");
			if (end != NULL)
				*end = '\0';
			check_source(at);
			if (end == NULL)
				break;
		}
	}
	(void)fclose(file); /* it was only read */
}

int
main(void)
{
	static struct graded graded;
	char program[SCRATCH_PATH];
	char command[SCRATCH_PATH + 8];

	graded_program(program, "lab/minichat");
	(void)snprintf(command, sizeof(command), "%s PORT", program);
	graded_start(&graded, delayed() ? "-q" : "-p 0.15", command);
	graded_wait(&graded);
	if (!TAP_STR(str_from(graded.faults), STR("slow-reader"),
		"minichat's fault, and no other"))
		tap_note("it printed:\n%s", graded.text);
	TAP_OK(strstr(graded.text, "\n93 of 100 points\n"),
	    "all others have their points");
	check_sources(graded.json);
	graded_leaves_nothing();
	return tap_done();
}
