/*
 * The server sends WATCHDOG=1 while its loop turns, even if idle; not while it
 * is stopped, nor if the variable means another process.
 */
#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

#define TIME (60 * SEC) /* half of what the watchdog waits */

static void
set(const char *name, const char *value)
{
	MUST(setenv(name, value, 1) == 0, "out of memory");
}

/* Each time, and only then. */
static void
expect_sign(struct server *server)
{
	const char *message;

	server_pace(server, TIME - MSEC);
	server_memory(server);
	MUST(systemd_message_by(0) == NULL, "it comes too soon");
	server_pace(server, MSEC);
	message = systemd_message();
	MUST(systemd_says(message, "WATCHDOG=1"), "not: %s", message);
}

static void
test_idle(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true });

	(void)systemd_expect("READY=1");
	for (int i = 0; i < 3; i++)
		expect_sign(server);
	PASS("it comes again and again");
	server_signal(server, SIGSTOP);
	server_pace_later(server, TIME);
	TAP_OK(systemd_message_by(0) == NULL,
	    "a server that is stopped says nothing");
	server_signal(server, SIGCONT);
	(void)systemd_expect("WATCHDOG=1");
	PASS("and goes on with it");
	server_stop(server);
}

static void
test_other(void)
{
	struct server *server;

	set("WATCHDOG_PID", "1");
	server = server_start(&(struct setup) { .paced = true });
	(void)systemd_expect("READY=1");
	server_pace(server, 2 * TIME);
	server_memory(server);
	TAP_OK(systemd_message_by(0) == NULL,
	    "the watchdog of another process is left alone");
	server_stop(server);
}

int
main(void)
{
	systemd_listen_for_words();
	set("WATCHDOG_USEC", "120000000");
	test_idle();
	test_other();
	MUST(unsetenv("WATCHDOG_PID") == 0, "no such variable");
	set("WATCHDOG_USEC", "soon");
	server_refuses(NULL, 64, "forkcastd: cannot use the watchdog: ...");
	PASS("a time that is none is refused");
	return tap_done();
}
