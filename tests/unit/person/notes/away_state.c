/*
 * client/person/notes/away_state: each answer to an away says what that away
 * has said, however many are under way, and those that are refused.
 */
#include "client/person/notes/away_state.h"

#include <stdio.h>

#include "tests/lib/must.h"

static struct away_state state;
static struct session session;

static void
say(const char *text)
{
	struct command command;

	MUST(grammar_parse(str_from(text), FROM_CLIENT, &command) == CODE_OK,
	    "%s", text);
	SESSION_SAY(&session, command.rule->verb, str_from(text));
	buf_drop(&session.out, buf_len(&session.out));
	away_state_say(&state, &command);
}

/* Returns whether a line of the server becomes one with this last argument. */
static void
becomes(const char *text, const char *last)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	away_state_note(&state, &session, &line);
	TAP_STR(line.arg[line.count - 1], str_from(last), "%s", text);
	session_note(&session, &line);
}

static void
answers(void)
{
	say("away at tea");
	say("send dev hello");
	say("away");
	say("away  two");
	say("away three");
	TAP_OK(!state.away, "at first we are not");
	becomes("ok away", "at tea");
	TAP_OK(state.away, "then we are away");
	becomes("ok send", "send");
	becomes("ok away", "away");
	TAP_OK(!state.away, "and back");
	becomes("err away too-long no", "no");
	TAP_OK(!state.away, "what is refused changes nothing");
	becomes("ok away", "three");
	becomes("ok away", "away");
	say("away four");
	becomes("ok away five", "five");
	TAP_OK(state.away, "away again");
	say("away");
	becomes("ok away", "away");
}

/* As many as may be under way, each as long as may be. */
static void
fits(void)
{
	static char text[5 + LIMIT_TOPIC + 1];
	struct command line;

	(void)snprintf(text, sizeof(text), "away %0*d", LIMIT_TOPIC, 7);
	for (size_t i = 0; i < SESSION_OWED; i++)
		say(text);
	for (size_t i = 0; i < SESSION_OWED; i++) {
		MUST(grammar_parse(STR("ok away"), FROM_SERVER, &line) ==
			CODE_OK,
		    "an answer");
		away_state_note(&state, &session, &line);
		MUST(line.count == 2 && line.arg[1].len == LIMIT_TOPIC,
		    "answer %zu", i);
		session_note(&session, &line);
	}
	PASS("as many as may be under way");
}

static void
begins_anew(void)
{
	state.away = true;
	away_state_begin(&state);
	TAP_OK(!state.away, "for a new connection we are not away");
}

int
main(void)
{
	session_init(&session, -1);
	away_state_begin(&state);
	answers();
	fits();
	begins_anew();
	session_free(&session);
	return tap_done();
}
