/* Names have colours, and a message that contains our name rings the bell. */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;
static struct conn *ali;

/* Hears a plain message, a mention and a private one. */
static struct pty *
listen_as(const char *name, const char *option)
{
	struct pty *pty =
	    PTY_CLIENT(server->address[0], option, "-n", name, "1");

	pty_expect(pty, "-- %s has joined #1", name);
	conn_wait_for(ali, "join * 1 %s", name);
	conn_say(ali, "send 1 hello all");
	pty_expect(pty, "ali: hello all");
	MUST(pty->vt.bells == 0, "it rings for nothing");
	conn_say(ali, "send 1 hello, %s!", name);
	pty_expect(pty, "ali: hello, %s!", name);
	conn_say(ali, "tell %s psst", name);
	pty_expect(pty, "ali -> you: psst");
	return pty;
}

static void
leave(struct pty *pty)
{
	pty_type(pty, "/send 1 I am the one\r/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	(void)unsetenv("NO_COLOR");
	struct pty *pty = listen_as("javad", "-1");
	leave(pty);
	MUST(pty->vt.bells == 2, "it rang %zu times", pty->vt.bells);
	MUST(pty->vt.colours >= 3, "%zu colours", pty->vt.colours);
	PASS("a mention and a private message ring; names have colours");
	pty = listen_as("reza", "-q");
	leave(pty);
	MUST(pty->vt.bells == 0, "it rang %zu times", pty->vt.bells);
	PASS("-q turns the bell off");
	MUST(setenv("NO_COLOR", "1", 1) == 0, "setenv");
	pty = listen_as("sara", "-1");
	leave(pty);
	MUST(pty->vt.colours == 0, "%zu colours", pty->vt.colours);
	PASS("NO_COLOR turns the colours off");
	server_stop(server);
	return tap_done();
}
