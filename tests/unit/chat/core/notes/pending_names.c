/*
 * client/chat/core/notes/pending_names: a refusal for a name says which,
 * however many commands are under way, and whoever has said those between.
 */
#include "client/chat/core/notes/pending_names.h"

#include <stdio.h>

#include "tests/lib/must.h"

static struct pending_names pending;
static struct session session;

static void
say(const char *text)
{
	struct command command;

	MUST(grammar_parse(str_from(text), FROM_CLIENT, &command) == CODE_OK,
	    "%s", text);
	SESSION_SAY(&session, command.rule->verb, str_from(text));
	buf_drop(&session.out, buf_len(&session.out));
	pending_names_say(&pending, &session, &command);
}

/* The program does, which nobody is told of. */
static void
say_itself(void)
{
	SESSION_SAY_ITSELF(&session, VERB_PING, STR("ping"));
	buf_drop(&session.out, buf_len(&session.out));
}

/* Returns whether a line of the server becomes one with this last argument. */
static void
becomes(const char *text, const char *last)
{
	char room[PENDING_NAMES_ROOM];
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	pending_names_note(&pending, &session, &line, room);
	TAP_STR(line.arg[line.count - 1], str_from(last), "%s", text);
	session_note(&session, &line);
}

static void
names(void)
{
	say("whois nobody");
	say_itself();
	say("mode dev +o ali");
	say("kick dev sara enough");
	say("get @lara status");
	say("get dev status");
	say("tell mia hello");
	say("invite dev ali");
	say("name sara");
	say("name sara");
	becomes("err whois no-such-name why", "no one here is called nobody");
	becomes("ok ping", "ping");
	becomes("err mode no-such-member why", "ali is not in that group");
	becomes("err kick not-operator why", "why");
	becomes("err get no-such-name why", "no one here is called lara");
	becomes("err get no-such-name why", "why");
	becomes("err tell no-such-name why", "no one here is called mia");
	becomes("ok invite dev ali", "dev ali");
	becomes("err name name-taken name already in use",
	    "sara is already in use");
	becomes("err name name-taken reserved", "reserved");
	becomes("err - no-such-name why", "why");
}

/* One that was answered is not meant by another, much later. */
static void
forgets(void)
{
	say("whois nobody");
	becomes("ok whois nobody", "nobody");
	for (size_t i = 1; i < SESSION_OWED; i++) {
		say_itself();
		becomes("ok ping", "ping");
	}
	say_itself();
	becomes("err ping no-such-name why", "why");
	char name[LIMIT_NAME + 1];
	char text[LIMIT_NAME + 32];
	memset(name, 'x', LIMIT_NAME);
	name[LIMIT_NAME] = '\0';
	(void)snprintf(text, sizeof(text), "whois %s", name);
	for (size_t i = 0; i < SESSION_OWED; i++)
		say(text);
	(void)snprintf(text, sizeof(text), "no one here is called %s", name);
	for (size_t i = 0; i < SESSION_OWED; i++)
		becomes("err whois no-such-name why", text);
}

int
main(void)
{
	session_init(&session, -1);
	names();
	forgets();
	session_free(&session);
	return tap_done();
}
