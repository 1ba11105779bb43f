/*
 * Faults that did harm once, each as often as it says; and a sample of what
 * "make faults" plays in full: another one each time. The seed that is shown
 * repeats it: FORKCAST_SEED.
 */
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
	size_t at;
	uint32_t given;
} list;

static struct {
	struct kind kind[SIDES * CALLS * 8];
	size_t kinds;
	size_t given;
} sample;

static bool
next(struct fault *fault)
{
	if (list.at == COUNT(found))
		return false;
	MUST(spec_parse(fault, found[list.at].spec), "what is %s?",
	    found[list.at].spec);
	if (list.given == 0)
		list.given = fault->first - 1;
	fault->first = fault->last = ++list.given;
	if (list.given == found[list.at].last) {
		list.at++;
		list.given = 0;
	}
	return true;
}

static void
find_kinds(enum side side, enum call call, unsigned calls)
{
	struct fault fault = { .side = side, .call = call };

	for (size_t i = 0; calls > 0 && spec_kind(call, i, &fault.kind); i++)
		sample.kind[sample.kinds++] = (struct kind) { fault, calls };
}

/* Every kind is as likely, however often its call is made. */
static bool
draw(struct fault *fault)
{
	const struct kind *kind = &sample.kind[dice((uint32_t)sample.kinds)];

	*fault = kind->fault;
	fault->first = fault->last = 1 + dice(kind->calls);
	return sample.given++ < SAMPLE;
}

static void
try(const char *what, trials_source *source)
{
	const struct trials result = trials_run(source);

	(void)TAP_NUM(result.failed, 0,
	    "%s: %zu trials, of which %zu met no fault", what, result.done,
	    result.missed);
}

int
main(void)
{
	static unsigned count[SIDES][CALLS];

	dice_begin();
	if (!TAP_OK(trials_survey(count), "the story without a fault"))
		return tap_done();
	for (enum side side = 0; side < SIDES; side++)
		for (enum call call = 0; call < CALLS; call++)
			find_kinds(side, call, count[side][call]);
	try("found", next);
	try("a sample", draw);
	return tap_done();
}
