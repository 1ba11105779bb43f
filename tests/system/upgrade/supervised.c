/*
 * Under systemd, the same process sends RELOADING=1, then READY=1, keeps the
 * inherited sockets, and continues to notify the watchdog; a refused upgrade
 * sends nothing.
 */
#include <signal.h>
#include <stdlib.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/systemd.h"
#include "tests/lib/upgrade.h"

#define TIME (60 * SEC) /* between two words for the watchdog */

static struct server *server;

static void
expect_words(void)
{
	const char *message = systemd_expect("RELOADING=1");

	TAP_OK(systemd_says(message, "MONOTONIC_USEC=*"), "when it began");
	(void)systemd_expect("READY=1");
	for (int i = 0; i < 2; i++) {
		server_pace(server, TIME);
		message = systemd_message();
		MUST(systemd_says(message, "WATCHDOG=1"), "not: %s", message);
	}
	PASS("the watchdog is told on");
}

int
main(void)
{
	char address[ADDR_TEXT];
	int socket = systemd_socket("127.0.0.1:0", address);

	systemd_listen_for_words();
	MUST(setenv("WATCHDOG_USEC", "120000000", 1) == 0, "out of memory");
	server = server_start(
	    &(struct setup) { .sockets = { socket }, .paced = true });
	(void)systemd_expect("READY=1");
	struct conn *javad = conn_member(server, "javad", "1");
	upgrade_to(server, UPGRADE_LATER);
	expect_words();
	upgrade_fails(server, upgrade_program(UPGRADE_UNFIT("refuses")),
	    "the state: ...");
	upgrade_to(server, UPGRADE_PACED);
	expect_words();
	conn_ask(conn_open_at(address), "ali", "ok name ali");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	conn_ask(conn_open_at(address), "reza", "ok name reza");
	PASS("the socket that it was given is what it was");
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
	io_close(&socket);
	return tap_done();
}
