/*
 * forkcast work -P 3 high low COMMAND is the monitor of the textbook: at most
 * three programs run at once, and items of the first box go first, whatever
 * waits in the second.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/*
 * Each waits for its turn to end, which the test gives by a file, or until the
 * directory is gone: it may outlive the test.
 */
#define COMMAND                                      \
	"'echo begin $FORKCAST_TEXT; until test -e " \
	"end-$FORKCAST_TEXT || ! test -d $PWD; do "  \
	"sleep 0.02 || sleep 1; done; echo end $FORKCAST_TEXT'"

static struct server *server;
static struct conn *ali;
static struct shell *monitor;

static void
let_end(const char *item)
{
	char script[64];

	(void)snprintf(script, sizeof(script), ": >end-%s", item);
	MUST(shell_status(shell_start(server->address[0], script)) == 0, "%s",
	    script);
	(void)snprintf(script, sizeof(script), "end %s", item);
	shell_expect(monitor, script);
}

static void
post(const char *box, const char *first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		conn_say(ali, "post %s %s%zu", box, first, i + 1);
		conn_wait_for(ali, "ok post %s *", box);
	}
}

/*
 * Both boxes give one for the same place, at the same moment: the one that has
 * come too late goes back to its box, where others can have it.
 */
static void
at_once(void)
{
	static const char both[] = "post high both1\npost low both2\n";

	monitor = shell_start(server->address[0],
	    "exec forkcast work -c 2 high low sh -c " COMMAND);
	conn_await_box(ali, "box low 0 0 1");
	conn_send(ali, both, strlen(both));
	shell_expect(monitor, "begin both1");
	conn_await_box(ali, "box low 1 0 0");
	let_end("both1");
	shell_expect(monitor, "begin both2");
	let_end("both2");
	TAP_NUM(shell_status(monitor), 0, "two for one place");
	TAP_STR(str_from(shell_said(monitor)),
	    STR("begin both1\nend both1\nbegin both2\nend both2\n"),
	    "one goes back, and comes again");
}

/* While three are running, nothing else is taken. */
static void
three_at_once(void)
{
	post("low", "low", 5);
	shell_expect(monitor, "begin low1");
	shell_expect(monitor, "begin low2");
	shell_expect(monitor, "begin low3");
	conn_await_box(ali, "box low 2 3 1");
	PASS("three of five run, and two wait in the box");
	post("high", "high", 3);
	conn_await_box(ali, "box high 3 0 0");
	PASS("those of the other box wait too");
}

static void
by_priority(void)
{
	let_end("low2");
	shell_expect(monitor, "begin high1");
	let_end("high1");
	shell_expect(monitor, "begin high2");
	let_end("low1");
	shell_expect(monitor, "begin high3");
	conn_await_box(ali, "box low 2 1 1");
	PASS("whichever ends, the first box goes first");
	let_end("high2");
	shell_expect(monitor, "begin low4");
	let_end("high3");
	shell_expect(monitor, "begin low5");
	PASS("and then the other");
}

/* The second begins to be served again as soon as there is room. */
static void
ends(void)
{
	let_end("low3");
	let_end("low4");
	let_end("low5");
	TAP_NUM(shell_status(monitor), 0, "it ends when all eight are done");
	conn_say(ali, "boxes");
	conn_wait_for(ali, "ok boxes 0");
	PASS("and leaves nothing");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "low");
	conn_say(ali, "join high");
	at_once();
	monitor = shell_start(server->address[0],
	    "exec forkcast work -P 3 -c 8 high low sh -c " COMMAND);
	three_at_once();
	by_priority();
	ends();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
