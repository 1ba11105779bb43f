/*
 * While the accounts file cannot be written, a new account or group gets
 * unavailable, the log says why, and the old file stays; when there is room
 * again, accounts and groups can be registered. A last line that was written in
 * part is cut off, wherever that is, and nothing before it is lost.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* Registers groups until there is no room: how many there are. */
static unsigned
found(struct conn *conn)
{
	char answer[64];
	struct str line;

	for (unsigned i = 0; i < MANY; i++) {
		conn_say(conn, "join g%u\nregister g%u", i, i);
		conn_wait_for(conn, "join * g%u a*", i);
		line = conn_line(conn);
		(void)snprintf(answer, sizeof(answer), "ok register g%u", i);
		if (!pattern_matches(answer, line)) {
			TAP_OK(pattern_matches(
				   "err register unavailable ...", line),
			    "%.*s", (int)line.len, line.at);
			return i;
		}
	}
	must_end(HERE, "it is not full");
}

/* Each time a byte less is left of the last line, and a server begins. */
static void
loses_one_line(void)
{
	const struct setup setup = { .config = keeper_config() };
	const char *text = keeper_text();
	const size_t size = strlen(text);
	size_t end = size - 1, good = 0, count = 0;
	struct server *server;
	struct conn *ali;

	while (text[end - 1] != '\n')
		end--;
	for (size_t at = size - 1; at >= end; at--, count++) {
		MUST(truncate(keeper_path(), (off_t)at) == 0, "truncate");
		server = server_start(&setup);
		ali = conn_open(server);
		conn_ask(ali, "login ali pw", "ok login ali");
		good += at == end ||
		    server_logged(server,
			"accounts: a last line that is not whole was cut off: "
			"* bytes") == 1;
		server_stop(server);
		MUST(strlen(keeper_text()) == end, "it is not cut off");
	}
	TAP_NUM(good, count,
	    "of its last line nothing is left, and the log says so");
}

int
main(void)
{
	struct server *server = start(FULL);
	struct conn *ali = conn_named(server, "ali");
	char last[64], next[64], before[4096];
	unsigned count, groups;

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
	groups = found(ali);
	server_stop(server);

	server = start(RLIM_INFINITY);
	ali = conn_named(server, "ali");
	conn_ask(ali, last, "ok login *");
	(void)snprintf(next, sizeof(next), "join g%u", groups);
	conn_ask(ali, next, "join * g* ali");
	(void)snprintf(next, sizeof(next), "register g%u", groups);
	conn_ask(ali, next, "ok register g*");
	conn_ask(ali, "logout", "ok logout");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "logout", "ok logout");
	conn_ask(ali, last, "ok login *");
	(void)snprintf(next, sizeof(next), "drop g%u", groups);
	conn_ask(ali, next, "ok drop g*");
	PASS("with room it goes on");
	server_stop(server);
	loses_one_line();
	return tap_done();
}
