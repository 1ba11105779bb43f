/*
 * forkcast names prints the members of a group, and forkcast ping the
 * round-trip times.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

/* More names than a line of the protocol holds. */
#define MANY 300

static const struct shell_case cases[] = {
	{ "forkcast names 1", 0, "ali\n", "" },
	{ "forkcast names", 64, "",
	    "forkcast names: expected one group\nusage: ...\n  ...\n" },
	{ "forkcast names 1 >/dev/full", 74, "",
	    "forkcast names: cannot write to standard output: ...\n" },
	{ "forkcast ping -c 1", 0,
	    "answer from 127.0.0.1:*: seq=1 time=* ms\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "1 sent, 1 answered, time * ms\n"
	    "rtt min/avg/max = */*/* ms\n",
	    "" },
	{ "forkcast ping x", 64, "",
	    "forkcast ping: unexpected argument\nusage: ...\n  ...\n" },
};

static void
many_names(const struct server *server)
{
	struct conn *member[MANY];
	char name[LIMIT_NAME + 1];
	size_t count = 0;

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(
		    name, sizeof(name), "member-%d-xxxxxxxxxxxxx", i);
		member[i] = conn_member(server, name, "2");
	}
	struct shell *shell =
	    shell_start(server->address[0], "forkcast names 2 | sort -u");
	TAP_NUM(shell_status(shell), 0, "a long list");
	for (const char *at = shell_said(shell); *at != '\0'; at++)
		count += *at == '\n';
	TAP_NUM(count, MANY, "is written whole, a name a line");
	for (int i = 0; i < MANY; i++)
		conn_close(member[i]);
}

static void
ping_ends(const struct server *server)
{
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast ping");

	shell_expect(shell, "answer from *: seq=1 ...");
	shell_signal(shell, SIGINT);
	TAP_NUM(shell_status(shell), 0, "INT ends a ping that had an answer");
	shell_expect(shell, "rtt ...");
	PASS("with the statistics");
}

static void
ping_waits(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(
	    fake.address, "exec forkcast ping -t 60 -n javad");
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect_next(&fake, "ping 1");
	shell_pace(shell, 59 * SEC);
	fake_say(&fake, "ping\n");
	fake_expect_next(&fake, "ping");
	PASS("it waits for the answer");
	shell_pace(shell, SEC);
	fake_expect_next(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 75, "no answer in time is 75");
	TAP_OK(shell_matches("--- * ping statistics ---\n"
			     "1 sent, 0 answered, time * ms\n",
		   shell_said(shell)),
	    "with the statistics");
	fake_stop(&fake);
}

int
main(void)
{
	bulk();
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	shell_cases(server->address[0], cases);
	many_names(server);
	ping_ends(server);
	ping_waits();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
