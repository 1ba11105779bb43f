/*
 * The doorbell of the workers: a ring is answered at once, a missing one made
 * up for by the sweep in time, and a false one hurts nobody.
 */
#include <fcntl.h>
#include <signal.h>

#include "server/base/loop/signals.h"
#include "server/base/loop/watch.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/crowd.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

static void
answers_rings(void)
{
	struct puppet *silent = crowd_get(1), *loud = crowd_get(2);

	crowd_await_sweep();
	crowd_whisper(silent);
	stage_turn();
	TAP_OK(!crowd_is_heard(silent), "who does not ring is not heard yet");
	puppet_say(loud, "ping");
	TAP_OK(crowd_is_heard(loud), "who rings is heard at once");
	crowd_await_sweep();
	TAP_OK(crowd_is_heard(silent), "the sweep finds the other one");
}

/* Whoever else wakes the loop between two sweeps. */
static void
sweeps_in_time(void)
{
	crowd_await_sweep();
	pace(100 * MSEC);
	stage_turn();
	crowd_whisper(crowd_get(1));
	TAP_NUM(crowd_time_to_hear(crowd_get(1)), CROWD_SWEEP - 100 * MSEC,
	    "100 ms after a sweep: the next in what is left of its time");
}

static void
finds_all_silent(void)
{
	size_t heard = 1;

	crowd_await_sweep();
	for (size_t i = 1; i < CROWD_SIZE; i++)
		crowd_whisper(crowd_get(i));
	TAP_NUM(crowd_time_to_hear(crowd_get(1)), CROWD_SWEEP,
	    "nobody rings: found at the next sweep");
	for (size_t i = 2; i < CROWD_SIZE; i++)
		heard += crowd_is_heard(crowd_get(i));
	TAP_NUM(heard, CROWD_SIZE - 1, "and all in one sweep");
}

/* All are there, and nobody has been ended. */
static bool
all_go_on(void)
{
	for (size_t i = 0; i < CROWD_SIZE; i++) {
		puppet_say(crowd_get(i), "ping");
		stage_turn();
		if (!puppet_hears(crowd_get(i), "ok ping"))
			return false;
	}
	return !stage_logged("broken: ...") && !stage_logged("ended: ...");
}

static void
survives_forged_rings(void)
{
	static const uint32_t odd[] = { UINT32_MAX, UINT32_MAX - 1,
		UINT32_C(0x80000000), INT32_MAX, 65536, 65791, 65792, 65793 };

	for (size_t i = 0; i < COUNT(odd); i++)
		stage_ring(odd[i]);
	stage_turn();
	for (uint32_t fd = 0; fd < 4 * CROWD_SIZE; fd++)
		stage_ring(fd); /* downlinks, the log, the bell itself */
	stage_turn();
	for (size_t i = 0; i < 500; i++)
		stage_ring(dice(UINT32_MAX));
	stage_turn();
	TAP_OK(all_go_on(), "numbers of all kinds hurt nobody");
}

/* A part of a number shifts all that stand behind it. */
static void
survives_parts(int bell)
{
	for (size_t part = 1; part < sizeof(uint32_t); part++) {
		crowd_await_sweep();
		MUST(io_write(bell, "\1\2\3", part) == (ssize_t)part,
		    "the bell is full");
		puppet_say(crowd_get(1), "ping");
		stage_turn();
		TAP_OK(crowd_is_heard(crowd_get(1)),
		    "a ring behind %zu bytes of one is not lost", part);
	}
}

/* No ring gets through a full bell: a ping in full waits for the sweep. */
static void
fences_behind_a_sweep(int bell)
{
	struct puppet *silent = crowd_get(1), *full = crowd_get(2);
	const uint32_t none = UINT32_MAX;

	(void)crowd_is_heard(silent);
	(void)crowd_is_heard(full);
	MUST(puppet_ask(silent, "name ali", "ok name ali") &&
		puppet_ask(full, "name reza", "ok name reza") &&
		puppet_ask(full, "want full", "ok want full"),
	    "no clients");
	crowd_await_sweep();
	puppet_say(full, "ping 1");
	while (io_write(bell, &none, sizeof(none)) > 0)
		continue;
	puppet_write(silent, STR("tell reza hi\n"));
	stage_turn();
	TAP_OK(puppet_hears_nothing(full),
	    "a ping in full waits for rings "
	    "that may have been lost");
	stage_turn();
	TAP_OK(puppet_hears(full, "tell * ali!* reza hi") &&
		puppet_hears(full, "ok ping 1"),
	    "until all uplinks were looked at");
	(void)crowd_is_heard(silent);
}

/*
 * The sweep repairs a bell that somebody made blocking or a pipe of packets,
 * because then rings get lost.
 */
static void
puts_the_bell_right(int bell)
{
	const int flags = fcntl(bell, F_GETFL);

	crowd_await_sweep();
	MUST(fcntl(bell, F_SETFL, flags & ~O_NONBLOCK) == 0, "no flags");
	pace(CROWD_SWEEP);
	stage_turn();
	TAP_NUM(fcntl(bell, F_GETFL), flags,
	    "a bell that was changed is put right by the next sweep");
	crowd_whisper(crowd_get(1));
	stage_turn();
	TAP_OK(crowd_is_heard(crowd_get(1)), "nobody has to ring then");
	pace(CROWD_DEAF);
	crowd_await_sweep();
	crowd_whisper(crowd_get(1));
	stage_turn();
	TAP_OK(!crowd_is_heard(crowd_get(1)), "for a second");
	crowd_await_sweep();
}

/* The next sweep is due, which must not swallow the signal. */
static void
wakes_for_a_signal(void)
{
	crowd_await_sweep();
	pace(CROWD_SWEEP);
	MUST(raise(SIGUSR1) == 0, "no signal");
	const usec begin = clock_mono();
	stage_wait(SEC);
	TAP_OK(signals_take(SIGNAL_REPORT) && clock_mono() == begin,
	    "a signal ends the wait");
}

/* pselect alone would never let it in. */
static void
hears_a_signal_when_busy(void)
{
	int fd[2];

	MUST(io_pipe(fd) && io_write(fd[1], "", 1) == 1, "cannot make a pipe");
	watch_read(fd[0], true);
	MUST(raise(SIGUSR1) == 0, "no signal");
	stage_turn();
	pace(20 * MSEC);
	stage_turn();
	TAP_OK(signals_take(SIGNAL_REPORT),
	    "a signal is heard where something is always ready");
	watch_close(&fd[0]);
	io_close(&fd[1]);
}

int
main(void)
{
	dice_begin();
	const int bell = crowd_begin();
	MUST(signals_init(), "cannot set signals");
	answers_rings();
	sweeps_in_time();
	finds_all_silent();
	survives_forged_rings();
	survives_parts(bell);
	puts_the_bell_right(bell);
	fences_behind_a_sweep(bell);
	wakes_for_a_signal();
	hears_a_signal_when_busy();
	return tap_done();
}
