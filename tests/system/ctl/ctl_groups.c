/*
 * forkcastctl groups -m lists the members of each group, on several lines if
 * there are many.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/* More names than a line has room for. */
#define MANY 150
#define LONG "a-name-that-is-rather-long-%03d"

#define CTL "forkcastctl -p $SERVER "

static const struct shell_case cases[] = {
	{ CTL "groups -m | head -n 1", 0, "1 2 ali sara\n", "" },
	{ CTL "groups -m | tail -n 1", 0, "ops 1 sara\n", "" },
	{ CTL "groups -m | grep -c '^2 150 '", 0, "2\n", "" },
	{ CTL "groups -m | awk 'length > 4096'", 0, "", "" },
	{ CTL "groups -m | sed -n 's/^2 150 //p' | tr ' ' '\\n' | sort -u | "
	      "wc -l",
	    0, "150\n", "" },
	{ CTL "groups -m | grep '^3'", 0, "3 0\n", "" },
	{ CTL "groups -x", 64, "", "usage: forkcastctl groups [-m]\n" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_per_address 0\n" });
	struct conn *sara;
	char name[64];

	(void)conn_member(server, "ali", "1");
	sara = conn_member(server, "sara", "1");
	conn_ask(sara, "join ops", "join * ops sara");
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), LONG, i); /* fits */
		(void)conn_member(server, name, "2");
	}
	shell_set_number("SERVER", server->pid);
	shell_cases(server->address[0], cases);
	server_stop(server);
	return tap_done();
}
