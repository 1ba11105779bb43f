/*
 * With NOTIFY_SOCKET the server sends READY=1 when it is ready, RELOADING=1
 * with the time when it reloads or is upgraded, WATCHDOG=1 while its loop
 * turns, even if idle, and STOPPING=1 as soon as it is told to stop. A refused
 * upgrade sends nothing.
 */
#include <signal.h>
#include <stdlib.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/systemd.h"
#include "tests/lib/upgrade.h"

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
expect_reload(usec before)
{
	const char *message = systemd_message();
	const char *at = strstr(message, "MONOTONIC_USEC=");

	MUST(at != NULL && systemd_says(message, "RELOADING=1"), "not: %s",
	    message);
	TAP_OK(strtoull(at + 15, NULL, 10) >= before, "it has the time");
	message = systemd_message();
	TAP_OK(systemd_says(message, "READY=1"), "READY=1 is next");
}

static void
test_words(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);
	struct server *server = server_start(
	    &(struct setup) { .sockets = { socket }, .paced = true });

	(void)systemd_expect("READY=1");
	struct conn *javad = conn_named(server, "javad");
	expect_sign(server);
	expect_sign(server);
	server_signal(server, SIGSTOP);
	server_pace_later(server, TIME);
	TAP_OK(systemd_message_by(0) == NULL,
	    "a server that is stopped says nothing");
	server_signal(server, SIGCONT);
	(void)systemd_expect("WATCHDOG=1");
	server_signal(server, SIGHUP);
	expect_reload(0);
	server_expect(server, "reload: done");
	upgrade_fails(server, upgrade_program(UPGRADE_UNFIT("refuses")),
	    "the state: ...");
	upgrade_to(server, UPGRADE_LATER);
	expect_reload(0);
	server_pace(server, TIME);
	(void)systemd_expect("WATCHDOG=1");
	struct conn *ali = conn_open_at(address);
	conn_ask(ali, "ali", "ok name ali");
	conn_close(ali);
	PASS("the next program does the same, with the same socket");
	server_signal(server, SIGTERM);
	(void)systemd_expect("STOPPING=1");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it tells that it stops");
	io_close(&socket);
}

/* The time is that of the machine where no test moves it. */
static void
test_time(void)
{
	struct server *server = server_start(NULL);
	const usec before = clock_mono();

	(void)systemd_expect("READY=1");
	scratch_write(server->config, "rubbish\n");
	server_signal(server, SIGHUP);
	expect_reload(before);
	server_expect(server, "reload: refused: ...");
	server_stop(server);
	(void)systemd_expect("STOPPING=1");
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
	MUST(unsetenv("WATCHDOG_PID") == 0, "no such variable");
	set("WATCHDOG_USEC", "soon");
	server_refuses(NULL, 64, "forkcastd: cannot use the watchdog: ...");
	set("NOTIFY_SOCKET", "/nonexistent/socket");
	server_refuses(NULL, 71,
	    "forkcastd: cannot notify NOTIFY_SOCKET /nonexistent/socket: No "
	    "such file or directory");
	PASS("what cannot be is refused");
}

int
main(void)
{
	systemd_listen_for_words();
	test_time();
	set("WATCHDOG_USEC", "120000000");
	test_words();
	test_other();
	return tap_done();
}
