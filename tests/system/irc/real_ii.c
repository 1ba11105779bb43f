/*
 * ii, a client whose channels are files, joins, talks with a native client,
 * sets a topic, is away, leaves and quits.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"
#include "tests/lib/tmux.h"

#define HOST "ii/127.0.0.1/"

/* Writes a line to one of its files; it is there as soon as it has connected.
 */
static void
say(const struct server *server, const char *file, const char *line)
{
	char script[300];

	(void)snprintf(script, sizeof(script),
	    "until test -p '%s'; do sleep 0.1; done; echo '%s' >'%s'", file,
	    line, file);
	shell_cases_at(HERE, server->address[0],
	    &(const struct shell_case) { script, 0, "", "" }, 1);
}

static void
expect(struct shell *ii, const char *file, const char *pattern)
{
	char path[SCRATCH_PATH];

	scratch_path(path, file);
	shell_expect_at(HERE, ii, path, pattern);
}

int
main(void)
{
	static const char *const programs[] = { "ii", NULL };
	struct server *server;
	struct shell *ii;
	struct conn *bo;

	tmux_needs(programs);
	server = server_start(NULL);
	bo = conn_member(server, "bo", "tea");
	ii = shell_start(server->address[0],
	    "exec ii -s 127.0.0.1 -p ${FORKCAST_SERVER##*:} -n ali -i ii");
	say(server, HOST "in", "/j #tea");
	conn_expect(bo, "join * tea ali");
	say(server, HOST "#tea/in", "good morning");
	conn_expect(bo, "msg * tea ali good morning");
	conn_ask(bo, "send tea good day", "msg * tea bo good day");
	expect(ii, HOST "#tea/out", "* <bo> good day");
	PASS("both hear each other");
	say(server, HOST "#tea/in", "/t tea at five");
	conn_expect(bo, "topic * tea ali tea at five");
	say(server, HOST "in", "/a at lunch");
	expect(ii, HOST "out", "* You have been marked as being away");
	say(server, HOST "#tea/in", "/l so long");
	conn_expect(bo, "leave * tea ali ...");
	say(server, HOST "in", "/q bye then");
	MUST(shell_status(ii) == 0, "ii has not ended well");
	PASS("topic, away, leave, quit");
	server_stop(server);
	return tap_done();
}
