/*
 * A worker that has been taken over rings for nothing, fills the doorbell to
 * the last byte and leaves parts of numbers in it: nobody else is delayed,
 * nobody is ended, and the server is idle afterwards.
 */
#include <signal.h>
#include <stdlib.h>

#include "shared/io.h"
#include "tests/lib/bell.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/hall.h"
#include "tests/lib/proc.h"

#define TALKS 20
#define TRIES 11
#define SOON (70 * MSEC)

/* The sweep alone would take 250 ms for each. */
#define LIMIT (sanitized() ? 4 * SEC : 2 * SEC)

#define WATCHED (500 * MSEC)
#define BUSY_MS 50

static void
leave_part(int bell)
{
	(void)io_write(bell, "\1\2\3", 1 + dice(3)); /* full is as good */
}

static void
ring_at_random(int bell)
{
	uint32_t rings[256];

	for (size_t i = 0; i < COUNT(rings); i++)
		rings[i] = dice_once_in(2) ? dice(1000) : dice(UINT32_MAX);
	(void)io_write(bell, rings, sizeof(rings)); /* likewise */
}

static const struct {
	const char *what;
	void (*ring)(int bell);
} forgeries[] = {
	{ "parts of numbers", leave_part },
	{ "numbers at random", ring_at_random },
	{ "a full bell", bell_fill },
};

static void
test_forgery(int bell, const char *what, void (*ring)(int bell))
{
	const usec begin = clock_mono();

	for (unsigned i = 0; i < TALKS; i++) {
		ring(bell);
		hall_talk();
	}
	const usec took = clock_mono() - begin;
	TAP_OK(took < LIMIT, "%s: %d messages in each group in %u ms", what,
	    TALKS, (unsigned)(took / MSEC));
}

/* The server finds it behind the forgery; how long it takes to hear all. */
static usec
time_to_hear(const struct server *server, int bell, void (*ring)(int bell))
{
	server_signal(server, SIGSTOP);
	ring(bell);
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_say(hall_get(i), "ping %zu", i);
	pass_time(20 * MSEC);
	const usec begin = clock_mono();
	server_signal(server, SIGCONT);
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_expect(hall_get(i), "ok ping %zu", i);
	return clock_mono() - begin;
}

static int
by_length(const void *left, const void *right)
{
	const usec *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Were they left to the sweep, it would mostly take half of its period. */
static void
test_lost(const struct server *server, int bell)
{
	usec took[TRIES];

	for (unsigned i = 0; i < TRIES; i++)
		took[i] = time_to_hear(server, bell, leave_part);
	qsort(took, TRIES, sizeof(*took), by_length);
	TAP_OK(took[TRIES / 2] < SOON,
	    "rings behind a part of one: all are heard, mostly in %u ms",
	    (unsigned)(took[TRIES / 2] / MSEC));
	took[0] = time_to_hear(server, bell, bell_fill);
	TAP_OK(took[0] < LIMIT, "no room for rings: all are heard in %u ms",
	    (unsigned)(took[0] / MSEC));
}

static void
test_idle(const struct server *server)
{
	const long before = proc_cpu(server->pid);

	pass_time(WATCHED);
	const long used = proc_cpu(server->pid) - before;
	TAP_OK(used <= BUSY_MS, "afterwards: %ld ms of %d", used,
	    (int)(WATCHED / MSEC));
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .visible = true });

	dice_begin();
	hall_enter(server);
	int bell = bell_take(server_worker(server, "c3"));
	if (bell == -1)
		tap_skip("cannot get hold of a worker's descriptor");
	test_lost(server, bell);
	for (size_t i = 0; i < COUNT(forgeries); i++)
		test_forgery(bell, forgeries[i].what, forgeries[i].ring);
	test_idle(server);
	TAP_OK(server_logged(server, "broken: ...") == 0 &&
		server_logged(server, "ended: ...") == 0,
	    "nobody was ended for it");
	io_close(&bell);
	server_stop(server);
	return tap_done();
}
