/*
 * The client joins a group with a key, and joins it again after the connection
 * was lost, even if the key has changed since.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static void
come_back(const struct server *server, struct pty *pty, struct conn *ali)
{
	MUST(kill(server_worker(server, "javad"), SIGKILL) == 0, "kill");
	conn_wait_for(ali, "join * tea javad");
	pty_expect(pty, "-- reconnected");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "tea");

	conn_say(ali, "mode tea +k s3");
	conn_wait_for(ali, "ok mode tea +k s3");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "/join tea s3\r");
	pty_expect(pty, "-- javad has joined #tea");
	pty_expect(pty, "-- in #tea: @ali javad");
	pty_type(pty, "hello\r");
	conn_wait_for(ali, "msg * tea javad hello");
	PASS("what is typed goes to that group");
	come_back(server, pty, ali);
	pty_type(pty, "again\r");
	conn_wait_for(ali, "msg * tea javad again");
	PASS("it comes back, by the key that it had");
	conn_say(ali, "mode tea +o javad");
	conn_wait_for(ali, "ok mode tea +o javad");
	pty_type(pty, "/mode tea +k s4\r");
	pty_expect(
	    pty, "-- you set the key of #tea, which people need to join");
	come_back(server, pty, ali);
	PASS("and by the one that it has set");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
