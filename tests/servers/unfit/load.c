/*
 * Servers to which an upgrade does not go well: what each of them does when it
 * loads the state is its name (DOES), which tests.mk gives it.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/upgrade/handover.h"
#include "shared/str.h"

/* Source checkers do not define this macro. */
#ifndef DOES
#define DOES "refuses"
#endif

/*
 * The file beside the control socket that ends its pause, and how many there
 * are at most: for longer than any test waits.
 */
#define SLOW_ENDS "go-on"
#define SLOW_MOST 30000

bool __real_handover_begin(
    struct state *state, int fd, struct handover *handover);
bool __wrap_handover_begin(
    struct state *state, int fd, struct handover *handover);
bool __real_handover_load(struct state *state);
bool __wrap_handover_load(struct state *state);

static struct {
	bool ours; /* the state is for this process */
} here;

static void
refuse(struct state *state)
{
	state_wrong(state, "this server never likes it");
}

static void
crash(struct state *state)
{
	(void)state;
	(void)raise(SIGKILL); /* whatever a sanitizer does about others */
}

static void
hang(struct state *state)
{
	(void)state;
	for (;;)
		(void)pause();
}

/* Says that it has begun, and waits until it may go on. */
static void
dawdle(struct state *state)
{
	const struct timespec pause = { .tv_nsec = 5 * 1000 * 1000 };
	const char *directory = getenv("RUNTIME_DIRECTORY");
	char path[PATH_MAX];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/" SLOW_ENDS,
	    directory != NULL ? directory : "");
	(void)fputs("slow: begun\n", stderr);
	for (int i = 0; i < SLOW_MOST && access(path, F_OK) != 0; i++)
		(void)nanosleep(&pause, NULL);
}

static const struct {
	const char *name;
	void (*act)(struct state *state);
	bool really; /* it is no rehearsal */
} ways[] = {
	{ "refuses", refuse, false },
	{ "crashes", crash, false },
	{ "hangs", hang, false },
	{ "dies", crash, true },
	{ "slow", dawdle, true },
};

bool
__wrap_handover_begin(struct state *state, int fd, struct handover *handover)
{
	const bool good = __real_handover_begin(state, fd, handover);

	here.ours = good && handover->pid == (uint64_t)getpid();
	return good;
}

/* The real function has already reported any error in the state itself. */
bool
__wrap_handover_load(struct state *state)
{
	const bool good = __real_handover_load(state);

	for (size_t i = 0; i < COUNT(ways); i++)
		if (strcmp(ways[i].name, DOES) == 0 &&
		    ways[i].really == here.ours)
			ways[i].act(state);
	return good && !state->failed;
}
