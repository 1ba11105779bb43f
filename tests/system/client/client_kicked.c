/*
 * A client removed from a group is told by whom and why, and so are the other
 * members. A client removed from the server is told that an operator did it.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/shell.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *address = server->address[0];
	struct conn *boss = conn_member(server, "boss", "ops");
	struct pty *ali = PTY_CLIENT(address, "-1", "-n", "ali", "1", "ops");
	conn_wait_for(boss, "join * ops ali");
	struct pty *sara = PTY_CLIENT(address, "-n", "sara", "ops");

	conn_wait_for(boss, "join * ops sara");
	pty_expect_begin(sara, "-- sara has joined #ops");
	pty_expect(ali, "-- sara has joined #ops");
	conn_say(boss, "kick ops ali that is enough");
	pty_expect(ali, "-- boss has kicked you out of #ops: that is enough");
	pty_expect(ali, "-- current group: #1");
	pty_expect(sara, "-- boss has kicked ali out of #ops: that is enough");
	PASS("out of a group");
	conn_say(boss, "mode ops +o sara");
	conn_say(boss, "send ops hello");
	pty_expect(sara, "boss: hello");
	TAP_OK(!pty_shows(ali, "-- ali has left #ops (that is enough)") &&
		!pty_shows(sara, "-- ali has left #ops (that is enough)"),
	    "and told once");
	pty_type(ali, "/join ops\r");
	conn_wait_for(boss, "join * ops ali");
	pty_type(sara, "/kick ops ali\r");
	pty_expect(ali, "-- sara has kicked you out of #ops");
	pty_expect(sara, "-- you have kicked ali out of #ops");
	pty_type(sara, "/mode ops\r");
	pty_expect(
	    sara, "-- modes of #ops: n; you are an operator; no limit, no key");
	TAP_OK(!pty_shows(sara, "-- ali is removed from ops"),
	    "which is told once too");
	PASS("without a word, and by oneself");
	pty_type(ali, "/join ops\r");
	conn_wait_for(boss, "join * ops ali");
	pty_type(ali, "/leave ops bye\r");
	pty_expect(sara, "-- ali has left #ops (bye)");
	PASS("who leaves is still seen to leave");
	conn_close(boss);
	shell_set_number("SERVER", server->pid);
	shell_run("forkcastctl -p $SERVER kick ali too loud", 0,
	    "1 client kicked\n", "");
	pty_expect(ali,
	    "forkcast: disconnected by the server: kicked by an operator: too "
	    "loud");
	MUST(pty_status(ali) == 69, "the client was not thrown out");
	PASS("and off the server");
	pty_type(sara, "/quit\r");
	MUST(pty_status(sara) == 0, "no good end");
	server_stop(server);
	return tap_done();
}
