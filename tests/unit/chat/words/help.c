/*
 * client/chat/words/help: the page of keys is that of forkcast(1), section
 * KEYS, and fits a screen; no line of the first page is wider than one. The
 * manual also has each command of the client and each setting. Each command
 * that the tables of forkcast-start(7) offer to people from irssi and from
 * Slack exists: as a command of the client, an alias or the server's. Run in
 * the root of the repository.
 */
#include "client/chat/words/help.h"

#include <stdio.h>

#include "chat/words/words.h"
#include "conf/alias.h"
#include "conf/settings.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "tests/lib/must.h"

#define PAGE "man/forkcast.1"
#define START "man/forkcast-start.7"
#define LINE_SIZE 256

/* The rows of a page on 24 rows, and their width. */
#define ROWS 22
#define WIDTH 77

/* The lines of the page that was shown. */
static char shown[200][HELP_LINE + 1];
static size_t count, wide;

static void
take(void *of, struct str line)
{
	(void)of;
	(void)snprintf(shown[count++], sizeof(shown[0]), "%.*s", (int)line.len,
	    line.at); /* fits */
	wide += line.len > WIDTH;
}

/* Shows a page; returns how many lines it has. */
static size_t
show(const char *page)
{
	count = wide = 0;
	MUST(help_show(str_from(page), &(struct help_to) { .show = take }),
	    "there is a page %s", page);
	return count;
}

/* The next line of the manual without its LF; false at the end. */
static bool
next(FILE *file, char line[LINE_SIZE])
{
	if (fgets(line, LINE_SIZE, file) == NULL)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static void
skip_to(FILE *file, const char *wanted)
{
	char line[LINE_SIZE];

	while (next(file, line) && strcmp(line, wanted) != 0)
		continue;
}

static void
is_that_of_the_manual(FILE *file)
{
	char line[LINE_SIZE];
	size_t i = 0;

	(void)show("keys");
	skip_to(file, ".Sh KEYS");
	skip_to(file, ".Bd -literal");
	for (; next(file, line) && strcmp(line, ".Ed") != 0; i++) {
		/* Of mandoc's escapes there is but the backslash's. */
		char *escape = strstr(line, "\\e");
		if (escape != NULL)
			memmove(escape + 1, escape + 2, strlen(escape + 1));
		TAP_STR(
		    str_from(shown[i]), str_from(line), "row %zu of keys", i);
	}
	TAP_NUM(i, count, "there are no more");
	TAP_OK(i > 10 && i <= ROWS, "they fit a screen");
}

/* Returns whether an item of the manual's begins or goes on with the word. */
static bool
has_item(FILE *file, const char *macro, const char *sign, struct str word)
{
	char line[LINE_SIZE], wanted[LINE_SIZE];

	rewind(file);
	(void)snprintf(wanted, sizeof(wanted), " %s%.*s ", sign, (int)word.len,
	    word.at); /* fits */
	while (next(file, line)) {
		if (strncmp(line, macro, strlen(macro)) != 0)
			continue;
		(void)strncat(line, " ", sizeof(line) - strlen(line) - 1);
		if (strstr(line, wanted) != NULL)
			return true;
	}
	return false;
}

static void
are_in_the_manual(FILE *file)
{
	struct str word;
	const char *key;

	for (size_t i = 0; words_has(word = words_any(i)); i++)
		TAP_OK(has_item(file, ".It Ic", "/", word), "/%.*s",
		    (int)word.len, word.at);
	for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
		TAP_OK(has_item(file, ".It Cm", "", str_from(key)), "%s", key);
}

/* Returns whether the page that was shown has a row for the command. */
static bool
has_row(struct str word)
{
	char wanted[LINE_SIZE];
	const int len = snprintf(wanted, sizeof(wanted), "  /%.*s",
	    (int)word.len, word.at); /* fits */

	for (size_t i = 0; i < count; i++)
		if (strncmp(shown[i], wanted, (size_t)len) == 0 &&
		    (shown[i][len] == ' ' || shown[i][len] == '\0'))
			return true;
	return false;
}

/*
 * The first page fits 24 rows with the prompt; each command is there, among
 * more of them, or among the server's.
 */
static void
are_pages(void)
{
	static const char *const names[] = { "", "more", "verbs" };
	bool has[COUNT(shown)] = { false };
	struct str word;

	TAP_NUM(show(""), ROWS, "the first page");
	TAP_NUM(wide, 0, "is narrow");
	for (size_t page = 0; page < COUNT(names); page++) {
		(void)show(names[page]);
		for (size_t i = 0; (word = words_any(i)).len > 0; i++)
			has[i] |= has_row(word);
	}
	for (size_t i = 0; (word = words_any(i)).len > 0; i++)
		TAP_OK(has[i], "/%.*s is on a page", (int)word.len, word.at);
	TAP_OK(!help_show(STR("nothing"), &(struct help_to) { .show = take }),
	    "there is no other page");
}

/* Checks the words of a line that begin with a slash; returns how many. */
static size_t
check(struct str line)
{
	size_t found = 0;

	while (line.len > 0) {
		struct str word = str_word(&line);
		struct alias alias;
		if (!str_skip(&word, STR("/")) || word.len == 0)
			continue;
		TAP_OK(words_has(word) || alias_find(word, &alias) ||
			grammar_find(word, FROM_CLIENT) != NULL,
		    "/%.*s", (int)word.len, word.at);
		found++;
	}
	return found;
}

/*
 * Checks the words that a line of the table offers: our side of a row, and
 * theirs if it is the same.
 */
static size_t
check_line(const char *line)
{
	static char theirs[512];
	size_t found = 0;

	if (strncmp(line, "the same", 8) == 0)
		found = check(str_from(theirs));
	else if (strncmp(line, ".Ic ", 4) == 0)
		found = check(str_from(line));
	if (strncmp(line, ".It ", 4) == 0)
		(void)snprintf(theirs, sizeof(theirs), "%s", line);
	else
		theirs[0] = '\0';
	return found;
}

static void
start_is_true(FILE *file)
{
	char line[LINE_SIZE];
	bool here = false;
	size_t found = 0;

	while (next(file, line))
		if (strncmp(line, ".Sh FROM ", 9) == 0)
			here = true;
		else if (strcmp(line, ".El") == 0)
			here = false;
		else if (here)
			found += check_line(line);
	TAP_OK(found > 30, "the tables have %zu of them", found);
}

static void
with_page(const char *path, void (*check_page)(FILE *file))
{
	FILE *file = fopen(path, "r");

	MUST(file != NULL, "cannot open %s", path);
	check_page(file);
	(void)fclose(file); /* it was only read */
}

int
main(void)
{
	with_page(PAGE, is_that_of_the_manual);
	with_page(PAGE, are_in_the_manual);
	with_page(START, start_is_true);
	are_pages();
	return tap_done();
}
