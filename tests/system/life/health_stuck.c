/*
 * While the parent is stopped, as if it hung, TCP gets no answer, and the
 * responder reports stuck and for how long; after SIGCONT it reports running.
 */
#include <poll.h>
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"

/* A sign of life that is no older counts; see responder.c. */
#define FRESH SEC

/* Returns it, when it has grown. */
static usec
expect_growing(struct health *health)
{
	const usec end = deadline();
	usec after;

	health_expect(health, "stuck");
	const usec start = clock_mono();
	const usec before = health_ask(health)->beat_age;
	TAP_OK(before >= FRESH, "stuck, for %u ms", (unsigned)(before / MSEC));
	while ((after = health_expect(health, "stuck")->beat_age) <
	    before + SEC / 2)
		MUST(deadline_pause(end), "its age does not grow");
	TAP_OK(after - before <= clock_mono() - start + MSEC,
	    "%u ms later it is %u", (unsigned)((clock_mono() - start) / MSEC),
	    (unsigned)(after / MSEC));
	return after;
}

static void
test_stuck(struct server *server, struct health *health, const char *name)
{
	struct conn *conn = conn_named(server, name);

	health_expect_clients(health, 1); /* which is shown a moment later */
	server_signal(server, SIGSTOP);
	conn_say(conn, "ping there");
	const usec stuck = expect_growing(health);
	TAP_OK(!deadline_poll(conn->fd, POLLIN, clock_mono() + MSEC),
	    "a ping over TCP has no answer");
	TAP_NUM(health_ask(health)->clients, 1, "its client is still told");
	server_signal(server, SIGCONT);
	conn_expect(conn, "ok ping there");
	const usec age = health_expect(health, "running")->beat_age;
	TAP_OK(age < stuck, "it goes on: %u ms", (unsigned)(age / MSEC));
	conn_close(conn);
	health_expect_clients(health, 0);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);

	test_stuck(server, health, "javad");
	test_stuck(server, health, "ali"); /* not only once */
	server_stop(server);
	return tap_done();
}
