/*
 * Unread lines in other views: the status line lists the views, Alt-A goes to
 * the most urgent one, and a mark shows where the new lines begin until one
 * leaves.
 */
#include "tests/lib/scene.h"

/* In five views; in the first there is nothing new. */
static void
talk(struct conn *sara, struct conn *ali)
{
	conn_say(sara, "send news one");
	conn_say(sara, "send news two");
	conn_wait_for(sara, "msg * news sara two");
	conn_say(sara, "topic lab clean");
	conn_say(ali, "tell javad are you there?");
	conn_wait_for(ali, "tell * ali javad are you there?");
	conn_say(sara, "send dev three");
	conn_say(sara, "send dev javad, look at this");
	conn_say(sara, "send dev four");
}

static void
goes_to_news(struct pty *pty)
{
	pty_type(pty, "\0330");
	pty_expect_row(pty, 23, "[all]");
	pty_type(pty, "\033a");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[##:##] -- javad has joined #dev\n"
	    "[##:##] -- nobody else is in #dev\n"
	    "[##:##] -- sara has joined #dev\n"
	    "--- 3 new\n"
	    "[##:##] sara: three\n"
	    "[##:##] sara: javad, look at this\n"
	    "[##:##] sara: four\n"
	    "[2:#dev] 2 members 5:ali(1!) 3:#news(2) "
	    "                     javad at ./s  ##:##\n"
	    "[#dev]");
	PASS("a mention comes first");
	pty_type(pty, "\033a");
	pty_expect_screen(pty,
	    " ali\n"
	    "...\n"
	    "--- 1 new\n"
	    "[##:##] ali: are you there?\n"
	    "[5:ali] 3:#news(2)                      "
	    "                     javad at ./s  ##:##\n"
	    "[ali]");
	PASS("then a person");
	pty_type(pty, "\033a");
	pty_expect_screen(pty,
	    " #news\n"
	    "...\n"
	    "[##:##] -- javad has joined #news\n"
	    "[##:##] -- nobody else is in #news\n"
	    "[##:##] -- sara has joined #news\n"
	    "--- 2 new\n"
	    "[##:##] sara: one\n"
	    "[##:##] sara: two\n"
	    "[3:#news] 2 members                     "
	    "                     javad at ./s  ##:##\n"
	    "[#news]");
	PASS("then talk");
	pty_type(pty, "\033a");
	pty_expect_screen(pty,
	    " #lab: clean\n"
	    "...\n"
	    "[##:##] -- javad has joined #lab\n"
	    "[##:##] -- nobody else is in #lab\n"
	    "[##:##] -- sara has joined #lab\n"
	    "[##:##] -- sara has set the topic of #lab: clean\n"
	    "[4:#lab] 2 members                      "
	    "                     javad at ./s  ##:##\n"
	    "[#lab]");
	PASS("then what has happened besides, which is not counted");
	const size_t bells = pty->vt.bells;
	pty_type(pty, "\033a");
	pty_expect_bells(pty, bells + 1);
	pty_expect_row(pty, 23, "[#lab]");
	PASS("and then it rings");
}

static void
marks(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "\0333");
	pty_expect_row(pty, 23, "[#news]");
	pty_expect_not(pty, "--- ");
	PASS("the line is gone when one comes again");
	conn_say(sara, "send news three");
	pty_expect_has(pty, "sara: three");
	pty_expect_not(pty, "--- ");
	PASS("and there is none for what comes while one looks");
	pty_type(pty, "\0331");
	pty_expect_row(pty, 23, "[#ops]");
	conn_say(sara, "send news four");
	pty_expect_has(pty, "3:#news(1)");
	pty_type(pty, "\0333");
	pty_expect_has(pty, "--- 1 new");
	conn_say(sara, "send news five");
	pty_expect_screen(pty,
	    " #news\n"
	    "...\n"
	    "[##:##] sara: three\n"
	    "--- 1 new\n"
	    "[##:##] sara: four\n"
	    "[##:##] sara: five\n"
	    "[3:#news] 2 members                     "
	    "                     javad at ./s  ##:##\n"
	    "[#news]");
	PASS("it stays while one is there");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(
	    SCENE, 24, 80, "-n", "javad", "ops", "dev", "news", "lab");

	pty_expect_row(pty, 23, "[#ops]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- nobody else is in #lab");
	struct conn *sara = conn_member(server, "sara", "dev");
	struct conn *ali = conn_named(server, "ali");
	conn_say(sara, "join news");
	conn_say(sara, "join lab");
	pty_type(pty, "\0331");
	pty_expect_row(pty, 23, "[#ops]");
	talk(sara, ali);
	pty_expect_has(
	    pty, "[1:#ops] 1 member 2:#dev(3!) 5:ali(1!) 3:#news(2) ");
	PASS("the most urgent stands first in the status line");
	goes_to_news(pty);
	marks(pty, sara);
	scene_leave(pty);
	conn_close(sara);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
