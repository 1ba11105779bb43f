/*
 * The grading names the one known fault of each server (faulty/) and no other,
 * and leaves nothing of the server behind. If the server has no children, it
 * says that the trials of children do not apply.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include "lib/graded.h"
#include "tests/lib/must.h"

#define ROWS 64
#define AT_ONCE 12 /* they mostly wait */
#define WORD 32

/* A row of the faulty server, and its grading. */
struct row {
	char fault[WORD];
	char trial[WORD]; /* empty: it has none */
	struct graded graded;
};

static struct {
	struct row row[ROWS];
	size_t count;
	char program[SCRATCH_PATH];
	key_t key; /* of the objects that one of them makes */
} test;

static void
read_rows(void)
{
	char command[SCRATCH_PATH + 8];
	FILE *list;

	graded_program(test.program, "grade/faulty/faulty");
	(void)snprintf(command, sizeof(command), "%s -l", test.program);
	list = popen(command, "r");
	MUST(list != NULL, "popen: %s", strerror(errno));
	while (test.count < ROWS &&
	    fscanf(list, "%31s %31s", test.row[test.count].fault,
		test.row[test.count].trial) == 2)
		test.count++;
	MUST(pclose(list) == 0 && test.count > 0, "%s has failed", command);
	for (size_t i = 0; i < test.count; i++)
		if (strcmp(test.row[i].trial, "-") == 0)
			test.row[i].trial[0] = '\0';
}

static void
start(struct row *row)
{
	char command[SCRATCH_PATH + WORD + 8];

	(void)snprintf(
	    command, sizeof(command), "%s %s PORT", test.program, row->fault);
	graded_start(&row->graded, "-q -p 0.15", command);
}

static void
check(struct row *row)
{
	struct graded *graded = &row->graded;

	graded_wait(graded);
	const bool named = TAP_STR(
	    str_from(graded->faults), str_from(row->trial), "%s", row->fault);
	const bool ended = TAP_NUM(graded->status, row->trial[0] != '\0',
	    "the status after %s", row->fault);
	if (!named || !ended)
		tap_note("it printed:\n%s", graded->text);
}

static const struct graded *
find(const char *fault)
{
	for (size_t i = 0; i < test.count; i++)
		if (strcmp(test.row[i].fault, fault) == 0)
			return &test.row[i].graded;
	must_end(HERE, "there is no fault %s", fault);
}

static void
check_totals(void)
{
	TAP_OK(strstr(find("none")->text, "\n100 of 100 points\n"),
	    "a good server has all points");
	const char *alone = find("alone")->text;
	TAP_OK(strstr(alone, "does not apply: the server has no child") &&
		strstr(alone,
		    "\n81 of 81 points; 19 more do not count, because "
		    "this server has no child processes\n"),
	    "without children there are fewer points");
	TAP_OK(strstr(find("no-lines")->text, "NOT RUN: one read"),
	    "without lines some trials are not run");
}

static void
check_objects(void)
{
	TAP_OK(msgget(test.key, 0) == -1 && semget(test.key, 0, 0) == -1 &&
		shmget(test.key, 0, 0) == -1,
	    "the server's System V objects are gone");
}

/* The trial with a fault says what it expected, saw, and where to read. */
static void
check_json(void)
{
	char text[GRADED_TEXT];
	FILE *file = fopen(find("no-echo")->json, "r");

	MUST(file != NULL, "no JSON");
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	(void)fclose(file); /* it was only read */
	const char *fault = strstr(text, "\"result\": \"fault\"");
	TAP_OK(strstr(text, "\"points\": 95, \"of\": 100"),
	    "the points are in the JSON");
	TAP_OK(fault != NULL && strstr(fault, "\"expected\": \"the sender") &&
		strstr(fault, "\"saw\": \"ali did not get \\\"") &&
		strstr(fault, "\"read\": \"tests/course/lab/minichat.c"),
	    "so is what was expected and seen, and what to read");
}

int
main(void)
{
	char key[WORD];

	test.key = (key_t)(0x46430000 | (getpid() & 0xffff));
	(void)snprintf(key, sizeof(key), "%ld", (long)test.key);
	MUST(setenv("FAULTY_KEY", key, 1) == 0, "out of memory");
	read_rows();
	for (size_t i = 0; i < test.count + AT_ONCE; i++) {
		if (i >= AT_ONCE)
			check(&test.row[i - AT_ONCE]);
		if (i < test.count)
			start(&test.row[i]);
	}
	check_totals();
	check_json();
	check_objects();
	graded_leaves_nothing();
	return tap_done();
}
