/* client/net/session: which command a line of the server answers. */
#include "client/net/session.h"

#include "tests/lib/tap.h"

#define ID "1700000000000000 "

static struct session session;

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
int
main(void)
{
	session_init(&session, -1);
	TAP_NUM(session.answered, VERB_COUNT, "nothing at first");
	SESSION_SAY(&session, VERB_NAME, STR("name"), STR("javad"));
	hear("ok name javad");
	TAP_NUM(session.answered, VERB_NAME, "its name");
	SESSION_SAY(&session, VERB_JOIN, STR("join 1"));
	hear("join " ID "1 javad!u@h!*!- javad");
	TAP_NUM(session.answered, VERB_JOIN, "its group");
	SESSION_SAY(&session, VERB_NOTE, STR("note 1 a"));
	SESSION_SAY(&session, VERB_SEND, STR("send 1 a"));
	SESSION_SAY(&session, VERB_NOTE, STR("note 1 b"));
	hear("msg " ID "1 ali!u@h!*!- a");
	TAP_NUM(session.answered, VERB_COUNT, "no other's message");
	hear("msg " ID "1 javad!u@h!javad!-o a");
	TAP_NUM(session.answered, VERB_COUNT, "none of another connection");
	session_drop(&session, STR(""));
	hear("msg " ID "1 javad a");
	TAP_NUM(session.answered, VERB_NOTE, "its note");
	hear("msg " ID "1 javad!u@h!*!- a");
	TAP_NUM(session.answered, VERB_SEND, "its message");
	hear("names 1 ali javad");
	TAP_NUM(session.answered, VERB_COUNT, "no list");
	hear("err note slow-down why");
	TAP_NUM(session.answered, VERB_NOTE, "a refusal");
	hear("err - bad-command why");
	TAP_NUM(session.answered, VERB_COUNT, "none is owed");
	SESSION_SAY(&session, VERB_MODE, STR("mode 1 -H"));
	hear("mode " ID "1 javad -H");
	TAP_NUM(session.answered, VERB_COUNT, "no mode");
	hear("ok mode 1 -H");
	TAP_NUM(session.answered, VERB_MODE, "but its ok");
	session_free(&session);
	return tap_done();
}
