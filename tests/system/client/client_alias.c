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
	leave(pty);
	server_stop(server);
	return tap_done();
}
