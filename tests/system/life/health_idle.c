/*
 * The responder asks an idle server for a sign of life only when a request
 * arrives and the last sign is old: a rare request gets a fresh one, frequent
 * requests cost the parent next to nothing, and without requests neither wakes
 * up.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

/* Longer than a sign of life is young; see responder.c. */
#define SILENCE (1300 * MSEC)

/* As many as are answered at once. */
#define TIMES 90

/* The most wake-ups that a reply to the responder may cost the parent. */
#define WAKES 5

static void
test_nobody_asks(pid_t parent, pid_t responder)
{
	TAP_OK(proc_hardly_wakes(responder, SILENCE, 0),
	    "nobody asks: the responder sleeps");
	TAP_OK(proc_hardly_wakes(parent, SILENCE, 0), "and so does the parent");
}

static void
test_one_asks(pid_t parent, struct health *health)
{
	const long before = proc_wakes(parent);
	const usec start = clock_mono(), end = deadline();
	const struct responder_answer *said = health_expect(health, "running");

	TAP_OK(said->beat_age <= clock_mono() - start,
	    "it was asked: %u ms ago", (unsigned)(said->beat_age / MSEC));
	/* It is counted when it goes to sleep again. */
	while (proc_wakes(parent) == before)
		MUST(deadline_pause(end), "the parent was not woken for that");
	PASS("which has woken the parent");
}

/* Within the second behind it no other is wanted. */
static void
test_many_ask(pid_t parent, struct health *health)
{
	const usec start = clock_mono();
	const long before = proc_wakes(parent);

	for (int i = 0; i < TIMES; i++)
		health_ask(health);
	const long more = proc_wakes(parent) - before;
	const long seconds = (long)((clock_mono() - start) / SEC);
	TAP_OK(more <= WAKES * (seconds + 2),
	    "asked %d times in %ld s it wakes %ld times", TIMES, seconds + 1,
	    more);
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);

	health_expect(health, "running");
	test_nobody_asks(server->pid, health_responder(server));
	test_one_asks(server->pid, health);
	test_many_ask(server->pid, health);
	server_stop(server);
	return tap_done();
}
