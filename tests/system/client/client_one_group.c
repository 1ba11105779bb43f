/* In one group a message is shown without it; plain text is said there. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *javad = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(javad, "-- javad has joined 1");
	conn_expect(ali, "join * 1 javad");
	pty_type(javad, "hello ali\r");
	conn_expect(ali, "msg * 1 javad hello ali");
	pty_expect(javad, "javad: hello ali");
	conn_say(ali, "send 1 hellllllo javad");
	pty_expect(javad, "ali: hellllllo javad");
	PASS("messages are shown as name: text");
	conn_say(ali, "tell javad come here");
	pty_expect(javad, "ali -> you: come here");
	pty_type(javad, "tell ali I come\r");
	pty_expect(javad, "you -> ali: I come");
	PASS("private messages are shown apart");
	conn_say(ali, "topic 1 tea");
	pty_expect(javad, "-- ali has set the topic of 1: tea");
	conn_say(ali, "name alex");
	pty_expect(javad, "-- ali is now called alex");
	pty_type(javad, "/names\r");
	pty_expect(javad, "-- in 1: alex javad");
	conn_say(ali, "quit so long");
	pty_expect(javad, "-- alex has quit (Quit: so long)");
	PASS("events are shown in words");
	pty_type(javad, "/help\r");
	pty_expect(javad, "-- quit [TEXT] - end the connection");
	pty_type(javad, "/quit bye\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	PASS("/help and /quit");
	server_stop(server);
	return tap_done();
}
