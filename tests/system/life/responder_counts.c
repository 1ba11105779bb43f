/*
 * The responder is no client: no command counts or lists it, and it takes no
 * client's place.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -t 600 -p $SERVER "

static const struct shell_case nobody[] = {
	{ CTL "status | sed -n 2p", 0,
	    "clients 0 of 1, groups 3, came 0, crashed 0, refused 0, full 0, "
	    "stopped 0\n",
	    "" },
	{ CTL "clients", 0, "", "" },
	{ CTL "check -t 600 -w 90 -c 100 | cut -d ' ' -f 1-7", 0,
	    "FORKCAST OK - running, 0 of 1\n", "" },
	{ CTL "kick responder", 1, "",
	    "forkcastctl: refused: no such client\n" },
	{ CTL "kick $RESPONDER", 1, "",
	    "forkcastctl: refused: no such client\n" },
};

static const struct shell_case one[] = {
	{ CTL "status | sed -n 2p", 0, "clients 1 of 1, groups 3, came *...",
	    "" },
	{ "until " CTL "clients | grep -q javad; do sleep 0.05 || sleep 1; "
	  "done; " CTL "clients | tr -s ' ' | sed 's/^ //'",
	    0, "PID NAME ...\n* javad ...\n", "" },
};

static void
set_number(const char *name, long number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%ld", number);
	MUST(setenv(name, text, 1) == 0, "out of memory");
}

static void
test_summary(struct server *server, const char *clients, const char *groups)
{
	server_signal(server, SIGUSR1);
	server_expect(server, "%s", clients);
	server_expect(server, "%s", groups);
	server_expect(server, "queues: 0 bytes waiting, *...");
	server_expect(server, "memory: * bytes");
	PASS("a summary: %s", clients);
}

/* Two have asked, and the second has not been let in. */
static void
test_room_for_one(struct server *server, struct health *health)
{
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_open(server);

	conn_expect_turned_away(ali, "...");
	conn_close(ali);
	health_expect_clients(health, 1);
	PASS("there is room for one client, and not for two");
	test_summary(server, "clients: 1 of 1", "groups:");
	shell_cases(server->address[0], one);
	conn_ask(javad, "quit", "bye quit ...");
	conn_close(javad);
	health_expect_clients(health, 0);
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = HEALTH_CONFIG "max_clients 1\n" });
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	set_number("SERVER", (long)server->pid);
	set_number("RESPONDER", (long)responder);
	health_expect_clients(health, 0);
	TAP_NUM(health->said.max, 1, "one there may be");
	test_summary(server, "clients: 0 of 1", "groups:");
	shell_cases(server->address[0], nobody);
	test_room_for_one(server, health);
	MUST(kill(responder, SIGKILL) == 0, "no responder");
	server_expect(server, "responder: pid ...");
	(void)health_ask(health);
	TAP_NUM(server_logged(server, "ended: ..."), 1,
	    "its end is that of no client");
	test_room_for_one(server, health);
	server_stop(server);
	return tap_done();
}
