/*
 * Plays the story with faults that did harm once, each as often as it says, and
 * with a sample of all that there are: another one each time. The seed that is
 * shown repeats it: FORKCAST_SEED. "make faults" plays all of them:
 *	found all
 *	found CALL:NUMBER:FAULT:SIDE...
 * or those that are named, as in "read:17:EINTR:parent"; "*" as the number is
 * each of them in turn.
 */
#include <string.h>

#include "shared/str.h"
#include "tests/faults/spec.h"
#include "tests/faults/trials.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

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
try(const char *what, trials_source *source)
{
	place.at = place.given = 0;
	const struct trials result = trials_run(source);
	(void)TAP_NUM(result.failed, 0,
	    "%s: %zu trials, of which %zu met no fault", what, result.done,
	    result.missed);
}

int
main(int argc, char **argv)
{
	dice_begin();
	if (!TAP_OK(trials_survey(all.count), "the story without a fault"))
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
