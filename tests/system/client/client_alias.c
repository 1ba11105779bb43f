/* Aliases: words of one's own for lines that one types often, kept. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;
static struct conn *sara;

static struct pty *
start(void)
{
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "tea");

	pty_expect(pty, "-- javad has joined tea");
	return pty;
}

static void
leave(struct pty *pty)
{
	pty_type(pty, "/bye\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

/* No way leads to a command that has become another word. */
static void
is_refused(struct pty *pty)
{
	pty_type(pty, "/alias alias names\r");
	pty_expect(pty, "!! alias: /alias is a command");
	pty_type(pty, "/alias Unalias names\r");
	pty_expect(pty, "!! alias: /Unalias is a command");
	pty_type(pty, "/alias quit names\r");
	pty_expect(pty, "!! alias: /quit is a command");
	pty_type(pty, "/alias x x\r");
	pty_expect(pty, "!! alias: /x would stand for itself");
	pty_type(pty, "/set alias part names\r");
	pty_expect(pty, "!! alias: /part is a command");
	PASS("a command cannot be replaced");
}

static void
comes_back(struct pty *pty)
{
	pty_type(pty, "/alias j msg sara\r");
	pty_expect_begin(pty, "-- /j stands for /msg sara, kept in");
	pty_type(pty, "/j hello\r");
	conn_wait_for(sara, "tell * javad sara hello");
	pty_type(pty, "/unalias j\r");
	pty_expect_begin(pty, "-- /j stands for /join again, kept in");
	pty_type(pty, "/j coffee\r");
	pty_expect(pty, "-- javad has joined coffee");
	pty_type(pty, "/unalias j\r");
	pty_expect_begin(pty, "-- /j is no alias any more, kept in");
	pty_type(pty, "/alias j names\r");
	pty_expect_begin(pty, "-- /j stands for /names, kept in");
	pty_type(pty, "/set alias -\r");
	pty_expect_begin(pty, "-- alias is the default again, kept in");
	pty_type(pty, "/alias j\r");
	pty_expect(pty, "-- /j stands for /join");
	PASS("one that is there from the start comes back");
	pty_type(pty, "/alias t names\r");
	pty_expect_begin(pty, "-- /t stands for /names, kept in");
	pty_type(pty, "/set alias t\r");
	pty_expect(pty, "-- /t stands for /names");
	pty_type(pty, "/set alias t -\r");
	pty_expect_begin(pty, "-- /t stands for /topic again, kept in");
	PASS("/set does the same");
}

int
main(void)
{
	server = server_start(NULL);
	sara = conn_member(server, "sara", "tea");
	pty_environment();
	struct pty *pty = start();
	pty_type(pty, "/alias hi\r");
	pty_expect(pty, "-- there is no such alias");
	pty_type(pty, "/alias hi msg $1 hello $1, $2-\r");
	pty_expect_begin(
	    pty, "-- /hi stands for /msg $1 hello $1, $2-, kept in");
	pty_type(pty, "/hi sara how are you?\r");
	conn_wait_for(sara, "tell * javad sara hello sara, how are you?");
	PASS("an alias is expanded");
	pty_type(pty, " /hi sara\r");
	conn_wait_for(sara, "msg * tea javad /hi sara");
	PASS("not in a text");
	pty_type(pty, "/alias hi\r");
	pty_expect(pty, "-- /hi stands for /msg $1 hello $1, $2-");
	PASS("and shown");
	leave(pty);
	pty = start();
	pty_type(pty, "/hi sara again\r");
	conn_wait_for(sara, "tell * javad sara hello sara, again");
	PASS("the next start has it");
	pty_type(pty, "/unalias hi\r");
	pty_expect_begin(pty, "-- /hi is no alias any more, kept in");
	pty_type(pty, "/hi sara\r");
	pty_expect_begin(pty, "!! not sent: unknown command /hi; ");
	pty_type(pty, "/unalias hi\r");
	pty_expect(pty, "!! /hi is no alias; see /alias");
	PASS("until it is taken away");
	is_refused(pty);
	comes_back(pty);
	leave(pty);
	server_stop(server);
	return tap_done();
}
