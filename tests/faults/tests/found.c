/*
 * Plays the story with faults that did harm once, each as often as it says, and
 * with a sample of all that there are: another one each time. The seed that is
 * shown repeats it: FORKCAST_SEED. "make faults" plays all of them:
 *	found all
 *	found CALL:NUMBER:FAULT:SIDE...
 * or those that are named, as in "read:17:EINTR:parent"; "*" as the number is
 * each of them in turn.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/faults/spec.h"
#include "tests/faults/story.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define LANES 4

/* A trial that hangs although each of its waits has an end. */
#define LIMIT_SECONDS 600

/* The exit status of a trial whose fault never happened. */
#define MISSED 77

/* A fault to be tried next; false: there is none left. */
typedef bool source(struct fault *fault);

struct trials {
	size_t done; /* all that follow are parts of it */
	size_t failed; /* each was told of, with the words that repeat it */
	size_t missed; /* the story did not come to the call this time */
};

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
} lanes;

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
	lane->board->at_rest = lanes.at_rest;
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
		if (lanes.lane[i].pid != pid)
			continue;
		take_result(&lanes.lane[i], status, result);
		return &lanes.lane[i];
	}
	return NULL;
}

/*
 * Plays the story without a fault and writes how often each call was made;
 * false if that goes wrong.
 */
static bool
survey(unsigned count[SIDES][CALLS])
{
	const struct fault none = { 0 };
	struct lane *lane = &lanes.lane[0];
	struct trials result = { 0 };

	for (size_t i = 0; i < LANES; i++)
		open_lane(&lanes.lane[i]);
	start(lane, &none);
	(void)wait_for_one(&result);
	for (size_t side = 0; side < SIDES; side++)
		for (size_t call = 0; call < CALLS; call++)
			count[side][call] =
			    atomic_load(&lane->board->count[side][call]);
	lanes.at_rest = lane->board->at_rest;
	return result.done == 1 && result.failed == 0;
}

static struct trials
run_trials(source *next)
{
	struct trials result = { 0 };
	struct fault fault;
	struct lane *lane;

	for (size_t i = 0; i < LANES; i++)
		if (next(&fault))
			start(&lanes.lane[i], &fault);
	while ((lane = wait_for_one(&result)) != NULL)
		if (next(&fault))
			start(lane, &fault);
	return result;
}

#define SAMPLE 100

static const struct {
	const char *spec; /* of the first call */
	uint32_t last;
} found[] = {
	/* Somebody was in a group, and nobody knew. */
	{ "arena_alloc:1:ENOMEM:parent", 40 },
	/* A UNIX socket that a HUP could not open was left in its place. */
	{ "bind:1:EACCES:parent", 3 },
	{ "listen:1:EADDRINUSE:parent", 3 },
	{ "getsockname:1:ENOBUFS:parent", 3 },
	/* It did not start, and did not say why. */
	{ "open:1:EMFILE:parent", 1 },
	/* A client was lost for nothing. */
	{ "dup3:1:EINTR:parent", 12 },
	{ "dup2:1:EINTR:worker", 4 },
	/* A dead child was not reaped until another child died. */
	{ "waitpid:1:EINTR:parent", 20 },
	/* A line of the log was lost for nothing. */
	{ "poll:1:EINTR:parent", 6 },
	/* The server ended, and with status 0. */
	{ "pselect:1:ENOMEM:parent", 6 },
	/* A client got what came behind a gap. */
	{ "tee:1:ENOMEM:parent", 16 },
	{ "writev:1:ENOMEM:parent", 8 },
	/* A client was there, and nobody heard it, or it heard nobody. */
	{ "write:1:ENOMEM:worker", 12 },
	/* The server ended in an upgrade, and did not say why. */
	{ "calloc:1:ENOMEM:parent", 6 },
	{ "lseek:1:EIO:parent", 4 },
	{ "mmap:100:ENOMEM:parent", 130 },
	{ "strdup:1:ENOMEM:parent", 14 },
};

/* A kind of fault for which there is a call. */
struct kind {
	struct fault fault;
	unsigned calls;
};

static struct {
	unsigned count[SIDES][CALLS];
	struct kind kind[SIDES * CALLS * 8];
	size_t kinds;
} all;

/* How far a source is: in its list, and in the numbers of one. */
static struct {
	size_t at;
	uint32_t given;
} place;

static char **wanted; /* ends with null */

static void
find_kinds(enum side side, enum call call)
{
	struct fault fault = { .side = side, .call = call };
	const unsigned calls = all.count[side][call];

	for (size_t i = 0; calls > 0 && spec_kind(call, i, &fault.kind); i++)
		all.kind[all.kinds++] = (struct kind) { fault, calls };
}

/* The next number, up to the last one; false: that was it. */
static bool
next_number(struct fault *fault, uint32_t last)
{
	if (place.given < last) {
		fault->first = fault->last = ++place.given;
		return true;
	}
	place.at++;
	place.given = 0;
	return false;
}

static bool
next_found(struct fault *fault)
{
	for (; place.at < COUNT(found);) {
		MUST(spec_parse(fault, found[place.at].spec), "what is %s?",
		    found[place.at].spec);
		if (place.given == 0)
			place.given = fault->first - 1;
		if (next_number(fault, found[place.at].last))
			return true;
	}
	return false;
}

static bool
next_of_all(struct fault *fault)
{
	while (place.at < all.kinds) {
		*fault = all.kind[place.at].fault;
		if (next_number(fault, all.kind[place.at].calls))
			return true;
	}
	return false;
}

static bool
next_wanted(struct fault *fault)
{
	while (wanted[place.at] != NULL) {
		MUST(spec_parse(fault, wanted[place.at]), "what is %s?",
		    wanted[place.at]);
		if (fault->first > 0) {
			place.at++;
			return true;
		}
		if (next_number(fault, all.count[fault->side][fault->call]))
			return true;
	}
	return false;
}

/* Every kind is as likely, however often its call is made. */
static bool
draw(struct fault *fault)
{
	const struct kind *kind = &all.kind[dice((uint32_t)all.kinds)];

	*fault = kind->fault;
	fault->first = fault->last = 1 + dice(kind->calls);
	return place.given++ < SAMPLE;
}

static void
try(const char *what, source *next)
{
	place.at = place.given = 0;
	const struct trials result = run_trials(next);
	(void)TAP_NUM(result.failed, 0,
	    "%s: %zu trials, of which %zu met no fault", what, result.done,
	    result.missed);
}

int
main(int argc, char **argv)
{
	dice_begin();
	if (!TAP_OK(survey(all.count), "the story without a fault"))
		return tap_done();
	for (enum side side = 0; side < SIDES; side++)
		for (enum call call = 0; call < CALLS; call++)
			find_kinds(side, call);
	wanted = argv + 1;
	if (argc > 1) {
		try("wanted",
		    strcmp(argv[1], "all") == 0 ? next_of_all : next_wanted);
		return tap_done();
	}
	try("found", next_found);
	try("a sample", draw);
	return tap_done();
}
