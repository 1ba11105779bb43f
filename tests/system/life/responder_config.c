/*
 * Valid and invalid settings of the responder: an invalid one keeps the server
 * from starting. Without a setting there is no responder.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/health.h"
#include "tests/lib/here.h"

#define CANNOT "forkcastd: responder: cannot answer on %s: "

/* With -t too. */
static void
refuses(const char *config, const char *pattern)
{
	struct setup setup = { .config = config };

	server_refuses(&setup, 78, "%s", pattern);
	setup.args[0] = "-t";
	server_refuses(&setup, 78, "%s", pattern);
	PASS("refused, with -t too: %.*s", (int)strcspn(config, "\n"), config);
}

/* An address in use may be the running server's, so -t accepts it. */
static void
cannot(const char *address, int status, const char *why)
{
	char config[ADDR_TEXT + 16];
	struct setup setup = { .config = config };

	(void)snprintf(config, sizeof(config), "responder %s\n", address);
	server_refuses(&setup, status, CANNOT "%s", address, why);
	setup.args[0] = "-t";
	if (strcmp(why, strerror(EADDRINUSE)) == 0)
		server_refuses(&setup, 0, "%s", "");
	else
		server_refuses(&setup, status, CANNOT "%s", address, why);
	PASS("%s is %d", address, status);
}

static void
test_wrong(void)
{
	const char *board =
	    "forkcastd: responder: needs the scoreboard: remove "
	    "\"board no\" or responder";

	refuses("responder 127.0.0.1:0\nboard no\n", board);
	refuses("board no\nresponder 127.0.0.1:0\n", board);
	refuses("responder /tmp/socket\n",
	    "forkcastd: *:1: responder /tmp/socket: must be a UDP ...");
	refuses("responder example.org:1234\n", "forkcastd: *:1: ...");
	refuses("responder 127.0.0.1:65536\n", "forkcastd: *:1: ...");
	refuses("responder\n", "forkcastd: *:1: ...");
}

static void
test_cannot(void)
{
	char taken[ADDR_TEXT];
	int fd = health_hold(taken);

	cannot(taken, 69, strerror(EADDRINUSE));
	io_close(&fd);
	/* From TEST-NET-1, RFC 5737. */
	cannot("192.0.2.1:1234", 69, strerror(EADDRNOTAVAIL));
	if (here_ports_are_roots() && geteuid() != 0)
		cannot("127.0.0.1:1022", 77, strerror(EACCES));
}

static void
test_none(void)
{
	struct server *server = server_start(NULL);

	server_expect_workers(server, 0);
	TAP_NUM(server_logged(server, "responder: ..."), 0,
	    "by default there is none");
	server_stop(server);
}

/* The last of two lines counts: the first address is unavailable. */
static void
test_two(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "responder 192.0.2.1:1234\n" HEALTH_CONFIG });

	health_expect(health_open(server), "running");
	TAP_NUM(server_logged(server, "responder: answering on 127.0.0.1:*"), 1,
	    "of two the last counts");
	server_stop(server);
}

int
main(void)
{
	test_wrong();
	test_cannot();
	test_none();
	test_two();
	return tap_done();
}
