/*
 * The server sends WATCHDOG=1 while its loop turns, even if idle
 * (tests/unit/operator/notify.c checks the time); not while it is stopped, nor
 * if the variable means another process.
 */
#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/systemd.h"

#define TIME SEC

static void
set(const char *name, const char *value)
{
	MUST(setenv(name, value, 1) == 0, "out of memory");
}

static void
test_idle(struct server *server)
{
	for (int i = 0; i < 3; i++)
		(void)systemd_expect("WATCHDOG=1");
	PASS("it comes again and again");
	server_signal(server, SIGSTOP);
	while (systemd_message_by(clock_mono() + TIME) != NULL)
		continue;
	PASS("a server that is stopped says nothing");
	server_signal(server, SIGCONT);
	(void)systemd_expect("WATCHDOG=1");
	PASS("and goes on with it");
	server_stop(server);
}

static void
test_other(void)
{
	set("WATCHDOG_PID", "1");
	struct server *server = server_start(NULL);
	(void)systemd_expect("READY=1");
	TAP_OK(systemd_message_by(clock_mono() + 2 * TIME) == NULL,
	    "the watchdog of another process is left alone");
	server_stop(server);
}

int
main(void)
{
	systemd_listen_for_words();
	set("WATCHDOG_USEC", "1000000");
	struct server *server = server_start(NULL);
	test_idle(server);
	test_other();
	MUST(unsetenv("WATCHDOG_PID") == 0, "no such variable");
	set("WATCHDOG_USEC", "soon");
	server_refuses(NULL, 64, "forkcastd: cannot use the watchdog: ...");
	PASS("a time that is none is refused");
	return tap_done();
}
