/*
 * The view of all has each line once, with its group or person in front; who
 * looks there has read the other views. One cannot talk there.
 */
#include "tests/lib/scene.h"

static void
shows_all(struct pty *pty, struct conn *sara, struct conn *ali)
{
	pty_type(pty, "\0330");
	pty_expect_row(pty, 23, "[all]");
	conn_say(sara, "send dev hello");
	conn_say(sara, "send ops javad, are you there?");
	conn_wait_for(sara, "msg * ops sara ...");
	conn_say(ali, "tell javad psst");
	conn_wait_for(ali, "tell * ali javad psst");
	conn_say(ali, "tell javad \001ACTION waves\001");
	conn_wait_for(ali, "tell * ali javad ...");
	conn_say(sara, "topic ops tea at five");
	conn_say(sara, "leave dev");
	conn_say(sara, "name lara");
	conn_wait_for(sara, "name * sara lara");
	pty_type(pty, "/msg ali what?\r");
	conn_wait_for(ali, "tell * javad ali what?");
	pty_expect_screen(pty,
	    " all groups\n"
	    "...\n"
	    "[##:##] -- javad has joined dev\n"
	    "...\n"
	    "[##:##] -- javad has joined ops\n"
	    "...\n"
	    "[##:##] [dev] sara: hello\n"
	    "[##:##] [ops] sara: javad, are you there?\n"
	    "[##:##] ali -> you: psst\n"
	    "[##:##] ali -> you: * ali waves\n"
	    "[##:##] -- sara has set the topic of ops: tea at five\n"
	    "[##:##] -- sara has left dev\n"
	    "[##:##] -- sara is now called lara\n"
	    "[##:##] you -> ali: what?\n"
	    "[0:all]                                 "
	    "                     javad at ./s  ##:##\n"
	    "[all]");
	PASS("all that happens, and nothing is unread");
}

/* What has come before stays unread until one goes there. */
static void
reads_all(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "\0331");
	pty_expect_row(pty, 23, "[dev]");
	conn_say(sara, "send ops one");
	pty_expect_has(pty, "2:ops(1)");
	pty_type(pty, "\0330");
	pty_expect_row(pty, 23, "[all]");
	conn_say(sara, "send ops two");
	pty_expect_has(pty, "[ops] lara: two");
	pty_expect_has(pty, "[0:all] 2:ops(1) ");
	pty_type(pty, "\0332");
	pty_expect_row(pty, 23, "[ops]");
	pty_expect_has(pty, "--- 1 new");
	PASS("what comes while one looks there is read");
}

int
main(void)
{
	struct server *server = scene_start();
	struct conn *sara = conn_member(server, "sara", "dev");
	struct conn *ali = conn_named(server, "ali");
	conn_say(sara, "join ops");
	conn_wait_for(sara, "join * ops sara");
	struct pty *pty =
	    PTY_WINDOW(SCENE, 24, 80, "-n", "javad", "dev", "ops");
	pty_expect_has(pty, "-- in ops: ");
	shows_all(pty, sara, ali);
	pty_type(pty, "hello\r");
	pty_expect_has(pty, "!! not sent: this view shows all groups; ");
	PASS("a text goes nowhere");
	reads_all(pty, sara);
	scene_leave(pty);
	conn_close(sara);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
