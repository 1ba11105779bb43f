/*
 * A doorbell that somebody rings for nothing in masses: the honest rings that
 * are lost by that are made up for at once; after a while the bell is left
 * alone and select serves; and when the noise is over all is as before. The
 * noises are tried at the same time, each in a process of its own.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/base/loop/watch.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/router/crowd.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/small_pipe.h"

/* For so long it is rung for nothing. */
#define NOISE_TIME (400 * MSEC)

/* The wait for nothing of a loop that does not turn busily. */
#define REST (50 * MSEC)

/* Exit codes of the processes. */
enum verdict { GOOD, LOST, TRUSTED, NOT_SERVED, NEVER_TRUSTED, BUSY };

static const char *const verdict_text[] = { "all is well",
	"who was lost in the noise was not found at once",
	"it was listened to all the time", "select did not serve",
	"it was not listened to any more", "the loop turned busily" };

static void
ring_for_all(int bell)
{
	(void)bell;
	for (size_t i = 0; i < CROWD_SIZE; i++)
		stage_ring(crowd_get(i)->ring);
}

static void
ring_for_all_till_full(int bell)
{
	uint32_t ring[1024];

	for (size_t i = 0; i < COUNT(ring); i++)
		ring[i] = crowd_get(i % CROWD_SIZE)->ring;
	while (io_write(bell, ring, sizeof(ring)) > 0)
		continue;
}

/* Numbers that nobody has. */
static void
ring_for_nobody_till_full(int bell)
{
	uint32_t ring[1024];

	memset(ring, 0xff, sizeof(ring));
	while (io_write(bell, ring, sizeof(ring)) > 0)
		continue;
}

static const struct {
	const char *what;
	void (*ring)(int bell);
	bool small; /* the bell holds but a page */
	bool fills; /* honest rings are lost */
} noises[] = {
	{ "rings for all, who have nothing to say", ring_for_all, false,
	    false },
	{ "a bell full of such", ring_for_all_till_full, false, true },
	{ "a bell full of rings for nobody", ring_for_nobody_till_full, false,
	    true },
	{ "a small bell full of them", ring_for_nobody_till_full, true, true },
};

/* A bell with room for a page only, in place of the usual one. */
static int
small_bell(void)
{
	int bell[2];

	small_pipe(bell);
	watch_bell(bell[0], -1, 0);
	return bell[1];
}

/* All speak, but no ring gets through. */
static bool
finds_the_lost(void (*ring)(int bell), int bell)
{
	size_t heard = 0;

	crowd_await_sweep();
	ring(bell);
	for (size_t i = 1; i < CROWD_SIZE; i++)
		crowd_whisper(crowd_get(i));
	stage_turn();
	stage_turn();
	for (size_t i = 1; i < CROWD_SIZE; i++)
		heard += crowd_is_heard(crowd_get(i));
	return heard == CROWD_SIZE - 1;
}

/* Is a silent one not heard, since nobody has rung? */
static bool
is_listened_to(void)
{
	crowd_await_sweep();
	crowd_whisper(crowd_get(1));
	stage_turn();
	if (crowd_is_heard(crowd_get(1)))
		return false;
	(void)crowd_time_to_hear(crowd_get(1));
	return true;
}

static void
make_noise(void (*ring)(int bell), int bell)
{
	const usec end = clock_mono() + NOISE_TIME;

	while (clock_mono() < end) {
		ring(bell);
		stage_turn();
		pace(MSEC);
	}
	ring(bell);
}

/* Rings left in the bell may have been noise a second time. */
static bool
is_listened_to_again(void)
{
	const usec end = clock_mono() + 2 * (CROWD_DEAF + CROWD_SWEEP) + SEC;

	while (!is_listened_to()) {
		if (clock_mono() > end)
			return false;
		pace(MSEC);
	}
	return true;
}

static enum verdict
try_noise(size_t which)
{
	int bell = crowd_begin();

	if (noises[which].small)
		bell = small_bell();
	if (noises[which].fills && !finds_the_lost(noises[which].ring, bell))
		return LOST;
	make_noise(noises[which].ring, bell);
	if (crowd_idle_turns(REST) > 1)
		return TRUSTED;
	crowd_whisper(crowd_get(1));
	stage_turn();
	if (!crowd_is_heard(crowd_get(1)))
		return NOT_SERVED;
	if (!is_listened_to_again())
		return NEVER_TRUSTED;
	return crowd_idle_turns(6 * REST) <= 6 ? GOOD : BUSY;
}

int
main(void)
{
	pid_t child[COUNT(noises)];

	bulk();
	for (size_t i = 0; i < COUNT(noises); i++) {
		child[i] = fork();
		MUST(child[i] != -1, "cannot fork");
		if (child[i] == 0)
			_exit((int)try_noise(i));
	}
	for (size_t i = 0; i < COUNT(noises); i++) {
		int status = 0;
		MUST(waitpid(child[i], &status, 0) == child[i] &&
			WIFEXITED(status) &&
			WEXITSTATUS(status) < (int)COUNT(verdict_text),
		    "%s: it crashed", noises[i].what);
		TAP_OK(WEXITSTATUS(status) == GOOD, "%s: %s", noises[i].what,
		    verdict_text[WEXITSTATUS(status)]);
	}
	return tap_done();
}
