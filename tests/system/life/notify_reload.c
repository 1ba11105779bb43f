/*
 * The server sends RELOADING=1 with the time on HUP, and READY=1 when it is
 * done.
 */
#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/systemd.h"

/* The number behind it in the message. */
static usec
number_after(const char *message, const char *assignment)
{
	const char *at = strstr(message, assignment);

	MUST(at != NULL, "no %s in: %s", assignment, message);
	return strtoull(at + strlen(assignment), NULL, 10);
}

static void
expect_reload(struct server *server)
{
	const usec before = clock_mono();
	const char *message;
	usec stamp;

	server_signal(server, SIGHUP);
	message = systemd_message();
	MUST(systemd_says(message, "RELOADING=1"), "not: %s", message);
	stamp = number_after(message, "MONOTONIC_USEC=");
	TAP_OK(stamp >= before && stamp <= clock_mono(),
	    "RELOADING=1 has the time");
	message = systemd_message();
	TAP_OK(systemd_says(message, "READY=1"), "READY=1 is next");
}

int
main(void)
{
	systemd_listen_for_words();
	struct server *server = server_start(NULL);
	(void)systemd_expect("READY=1");
	expect_reload(server);
	server_expect(server, "reload: done");
	scratch_write(server->config, "rubbish\n");
	expect_reload(server);
	server_expect(server, "reload: refused: ...");
	server_stop(server);
	return tap_done();
}
