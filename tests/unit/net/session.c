/* client/session: the answers owed, and what the server's lines change. */
#include "client/net/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

#define ID "1700000000000000 "

static struct session session;
static int peer;

static void
start(void)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0 || !io_prepare(fd[0]))
		tap_skip("there are no socket pairs");
	peer = fd[1];
	session_init(&session, fd[0]);
}

static void
stop(void)
{
	io_close(&peer);
	io_close(&session.fd);
	session_free(&session);
}

/* The server says a line, and the session takes note of it. */
static void
hear(const char *text)
{
	struct command parsed;

	if (TAP_NUM(grammar_parse(str_from(text), FROM_SERVER, &parsed),
		CODE_OK, "heard: %s", text))
		session_note(&session, &parsed);
}

/*
 * Which command a line has answered: events of one verb may answer several
 * verbs, and the names in them may be in full form.
 */
static void
answers(void)
{
	start();
	TAP_NUM(session_answered(&session), VERB_COUNT, "nothing at first");
	SESSION_SAY(&session, VERB_NAME, STR("name"), STR("javad"));
	hear("ok name javad");
	TAP_NUM(session_answered(&session), VERB_NAME, "its name");
	SESSION_SAY(&session, VERB_JOIN, STR("join 1"));
	hear("join " ID "1 javad!u@h!*!- javad");
	TAP_NUM(session_answered(&session), VERB_JOIN, "its group");
	SESSION_SAY(&session, VERB_NOTE, STR("note 1 a"));
	SESSION_SAY(&session, VERB_SEND, STR("send 1 a"));
	SESSION_SAY(&session, VERB_NOTE, STR("note 1 b"));
	hear("msg " ID "1 ali!u@h!*!- a");
	TAP_NUM(session_answered(&session), VERB_COUNT, "no other's message");
	hear("msg " ID "1 javad a");
	TAP_NUM(session_answered(&session), VERB_NOTE, "its note");
	hear("msg " ID "1 javad!u@h!*!- a");
	TAP_NUM(session_answered(&session), VERB_SEND, "its message");
	hear("names 1 ali javad");
	TAP_NUM(session_answered(&session), VERB_COUNT, "no list");
	hear("err note slow-down why");
	TAP_NUM(session_answered(&session), VERB_NOTE, "a refusal");
	hear("err - bad-command why");
	TAP_NUM(session_answered(&session), VERB_COUNT, "none is owed");
	SESSION_SAY(&session, VERB_MODE, STR("mode 1 -H"));
	hear("mode " ID "1 javad -H");
	TAP_NUM(session_answered(&session), VERB_COUNT, "no mode");
	hear("ok mode 1 -H");
	TAP_NUM(session_answered(&session), VERB_MODE, "but its ok");
	stop();
}

static bool
hides(const char *text)
{
	struct command parsed;

	return grammar_parse(str_from(text), FROM_SERVER, &parsed) == CODE_OK &&
	    session_hides(&session, &parsed);
}

/*
 * Lines in both directions determine the lag; from now on the times are made
 * up.
 */
static void
has_lag(void)
{
	char line[64];
	usec now;

	start();
	now = clock_mono();
	TAP_OK(session_check_link(&session, now), "a new link has hope");
	TAP_NUM(buf_len(&session.out), 0, "and is left alone");
	SESSION_SAY(&session, VERB_SEND, STR("send 1 a"));
	now = clock_mono() + 5 * SEC;
	TAP_OK(session_lag(&session, now) >= 5 * SEC, "a late line is seen");
	TAP_OK(session_check_link(&session, now), "there is hope still");
	TAP_STR(buf_str(&session.out), STR("send 1 a\nping\n"), "a ping asks");
	TAP_OK(!hides("err send not-member why"), "the answer is the line's");
	hear("err send not-member why");
	TAP_OK(hides("ok ping"), "that to the ping is hidden");
	TAP_OK(session_lag(&session, now) > 0, "the ping is late as well");
	hear("ok ping");
	TAP_NUM(session_lag(&session, now + 60 * SEC), 0, "all is answered");
	session.pinged_at = 0; /* it was asked in a future that is made up */
	now = clock_mono() + 61 * SEC;
	TAP_OK(session_check_link(&session, now), "after a silence it asks");
	TAP_NUM(session.owed_count, 1, "for one more answer");
	TAP_OK(!session_check_link(&session, now + 60 * SEC), "in vain");
	(void)snprintf(line, sizeof(line), "msg " ID "1 ali hello\n");
	TAP_OK(io_write_all(peer, line, strlen(line)), "anything comes");
	session_read(&session);
	session.pinged_at = clock_mono() - SEC;
	TAP_OK(session_check_link(&session, clock_mono()), "that is a sign");
	session_close(&session);
	TAP_OK(session_check_link(&session, now + 3600 * SEC),
	    "who has no link does not hope for it");
	stop();
}

static void
hears_to_the_end(void)
{
	const char last[] = "whole\nand a part";
	struct str line;

	start();
	TAP_OK(io_write_all(peer, last, strlen(last)), "the server speaks");
	io_close(&peer);
	session_read(&session);
	TAP_OK(session_line(&session, &line), "there is a line");
	TAP_STR(line, STR("whole"), "the whole one");
	TAP_OK(!session_is_cut(&session, line), "which is not cut");
	session_drop(&session, line);
	TAP_OK(!session_line(&session, &line), "a part is none");
	session_read(&session);
	TAP_OK(!session.hears, "that was the end");
	TAP_OK(session_line(&session, &line), "now the part is a line");
	TAP_STR(line, STR("and a part"), "all of it");
	TAP_OK(session_is_cut(&session, line), "which is cut");
	session_drop(&session, line);
	TAP_OK(!session_line(&session, &line), "and nothing more");
	stop();
}

int
main(void)
{
	answers();
	has_lag();
	hears_to_the_end();
	return tap_done();
}
