/* Trials of faults: see trials.h. */
#include "trials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "spec.h"
#include "story.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define LANES 4

/* A trial that hangs although each of its waits has an end. */
#define LIMIT_SECONDS 600

/* The exit status of a trial whose fault never happened. */
#define MISSED 77

struct lane {
	struct board *board;
	int board_fd;
	int output; /* a file: what the trial says */
	pid_t pid; /* 0: none runs */
	struct fault fault;
};

static struct {
	struct lane lane[LANES];
	long at_rest;
} trials;

static void
open_lane(struct lane *lane)
{
	lane->output = scratch_nameless();
	lane->board = board_make(&lane->board_fd);
}

/* In the trial's process. */
static noreturn void
play(const struct lane *lane)
{
	if (dup2(lane->output, STDOUT_FILENO) == -1)
		_exit(126);
	(void)alarm((unsigned)(LIMIT_SECONDS * deadline_patience()));
	story_play(lane->board, lane->board_fd);
	exit(atomic_load(&lane->board->hits) > 0 ? 0 : MISSED);
}

static void
start(struct lane *lane, const struct fault *fault)
{
	memset(lane->board, 0, sizeof(*lane->board));
	lane->fault = lane->board->fault = *fault;
	lane->board->at_rest = trials.at_rest;
	MUST(ftruncate(lane->output, 0) == 0 &&
		lseek(lane->output, 0, SEEK_SET) == 0,
	    "cannot empty a file");
	(void)fflush(NULL);
	lane->pid = fork();
	MUST(lane->pid != -1, "cannot fork: %s", strerror(errno));
	if (lane->pid == 0)
		play(lane);
}

/* Prints the trial's output as comments. */
static void
show(struct lane *lane)
{
	char text[16384];
	ssize_t len;

	MUST(lseek(lane->output, 0, SEEK_SET) == 0, "lseek");
	len = io_read(lane->output, text, sizeof(text) - 1);
	text[len > 0 ? len : 0] = '\0';
	for (char *at = text; *at != '\0';) {
		const size_t line = strcspn(at, "\n");
		tap_note("    %.*s", (int)line, at);
		at += line + (at[line] == '\n');
	}
}

static void
take_result(struct lane *lane, int status, struct trials *result)
{
	const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	char text[SPEC_TEXT];

	lane->pid = 0;
	result->done++;
	result->missed += code == MISSED;
	if (code == 0 || code == MISSED)
		return;
	result->failed++;
	spec_text(&lane->fault, text);
	tap_note("failed: FORKCAST_FAULT=%s", text);
	show(lane);
}

/* Waits for one trial to end; null if none runs. */
static struct lane *
wait_for_one(struct trials *result)
{
	int status;
	const pid_t pid = wait(&status);

	for (size_t i = 0; i < LANES && pid > 0; i++) {
		if (trials.lane[i].pid != pid)
			continue;
		take_result(&trials.lane[i], status, result);
		return &trials.lane[i];
	}
	return NULL;
}

bool
trials_survey(unsigned count[SIDES][CALLS])
{
	const struct fault none = { 0 };
	struct lane *lane = &trials.lane[0];
	struct trials result = { 0 };

	for (size_t i = 0; i < LANES; i++)
		open_lane(&trials.lane[i]);
	start(lane, &none);
	(void)wait_for_one(&result);
	for (size_t side = 0; side < SIDES; side++)
		for (size_t call = 0; call < CALLS; call++)
			count[side][call] =
			    atomic_load(&lane->board->count[side][call]);
	trials.at_rest = lane->board->at_rest;
	return result.done == 1 && result.failed == 0;
}

struct trials
trials_run(trials_source *source)
{
	struct trials result = { 0 };
	struct fault fault;
	struct lane *lane;

	for (size_t i = 0; i < LANES; i++)
		if (source(&fault))
			start(&trials.lane[i], &fault);
	while ((lane = wait_for_one(&result)) != NULL)
		if (source(&fault))
			start(lane, &fault);
	return result;
}
