/*
 * The conversation of the lab's assignment happens on two terminals, with
 * forkcastd and with tests/course/lab/minichat.
 */
#include "tests/lib/pty.h"
#include "tests/lib/server.h"

static void
converse(const struct server *server)
{
	struct pty *javad =
	    pty_client(server->address[0], (const char *[]) { NULL });
	struct pty *ali =
	    pty_client(server->address[0], (const char *[]) { NULL });

	pty_expect_begin(javad, "what is your name?");
	pty_type(javad, "javad\r");
	pty_expect_begin(ali, "what is your name?");
	pty_type(ali, "ali\r");
	pty_expect_has(javad, "] javad");
	pty_expect_has(ali, "] ali");
	PASS("both are asked for their names");

	pty_type(javad, "join 1\rjoin 2\r");
	pty_expect(javad, "-- javad has joined #2");
	pty_type(ali, "join 1\rjoin 3\r");
	pty_expect(ali, "-- ali has joined #3");
	pty_type(javad, "send 1 hello ali\r");
	pty_expect(javad, "[#1] javad: hello ali");
	pty_expect(ali, "[#1] javad: hello ali");
	pty_type(ali, "send 1 hellllllo javad, how are you?\r");
	pty_expect(javad, "[#1] ali: hellllllo javad, how are you?");
	pty_expect(ali, "[#1] ali: hellllllo javad, how are you?");
	PASS("each sees what both say");

	pty_type(javad, "leave 1\r");
	pty_expect(ali, "-- javad has left #1");
	pty_type(ali, "send 1 javad are you here?\r");
	pty_expect(ali, "[#1] ali: javad are you here?");
	pty_type(javad, "quit\r");
	MUST(pty_status(javad) == 0, "javad's client did not end well");
	MUST(!pty_shows(javad, "[#1] ali: javad are you here?") &&
		!pty_shows(javad, "ali: javad are you here?"),
	    "javad sees what was said in a group he had left");
	pty_type(ali, "leave 1\rquit\r");
	MUST(pty_status(ali) == 0, "ali's client did not end well");
	PASS("who has left sees nothing more, and quit ends");
	pty_expect(javad, "send 1 hello ali");
	pty_expect_mode(javad, true);
	pty_expect_mode(ali, true);
	PASS("what was typed stays, and the terminal is as it was");
}

/* Starts minichat in place of forkcastd, whose options it does not know. */
static struct server *
start_minichat(void)
{
	static const struct setup setup = { .program =
						"tests/course/lab/minichat",
		.args = { "0" },
		.args_alone = true,
		.usual_file = true };

	return server_start(&setup);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	pty_config("slash no\n");
	converse(server);
	server_stop(server);
	converse(start_minichat());
	return tap_done();
}
