/*
 * While the accounts file cannot be written, a new account gets unavailable,
 * the log says why, and the old file stays; when there is room again, accounts
 * can be created.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

/* No file of the server can be larger; its log does not get there. */
#define FULL 3000

/* More accounts than fit. */
#define MANY 50

static struct server *
start(rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };

	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
	return server_start(&(struct setup) { .config = keeper_config() });
}

/* Makes accounts until there is no room: how many there are. */
static unsigned
fill(struct conn *conn)
{
	char answer[64];

	for (unsigned i = 0; i < MANY; i++) {
		conn_say(conn, "enroll a%u pw", i);
		(void)snprintf(answer, sizeof(answer), "ok register a%u", i);
		const struct str line = conn_line(conn);
		if (!pattern_matches(answer, line)) {
			TAP_OK(
			    pattern_matches("err enroll unavailable ...", line),
			    "%.*s", (int)line.len, line.at);
			return i;
		}
		conn_ask(conn, "logout", "ok logout");
	}
	must_end(HERE, "it is not full");
}

int
main(void)
{
	struct server *server = start(FULL);
	struct conn *ali = conn_named(server, "ali");
	char last[64], next[64], before[4096];
	unsigned count;

	count = fill(ali);
	(void)snprintf(last, sizeof(last), "login a%u pw", count - 1);
	(void)snprintf(next, sizeof(next), "login a%u pw", count);
	server_expect(server, "keeper: cannot write: ...");
	(void)snprintf(before, sizeof(before), "%s", keeper_text());
	TAP_OK(
	    before[strlen(before) - 1] == '\n', "only whole lines are there");
	conn_ask(ali, next, "err login not-allowed ...");
	conn_ask(ali, last, "ok login *");
	PASS("what is not written is not there");
	server_stop(server);

	server = start(RLIM_INFINITY);
	ali = conn_named(server, "ali");
	conn_ask(ali, last, "ok login *");
	conn_ask(ali, "logout", "ok logout");
	conn_ask(ali, "register pw", "ok register ali");
	PASS("with room it goes on");
	server_stop(server);
	return tap_done();
}
