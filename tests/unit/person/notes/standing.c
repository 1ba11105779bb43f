/*
 * client/person/notes/standing: who is the only operator of a group with
 * others in it, and is not its owner; and which modes end with the group.
 */
#include "client/person/notes/standing.h"

#include "client/text/words/heard.h"
#include "tests/lib/must.h"

#define ID "1700000000000000 "

static struct standing standing;
static struct session session;

/* Returns what standing_note says of a line of the server. */
static bool
hear(const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	const bool told = standing_note(&standing, &session, &line);
	session_note(&session, &line);
	return told;
}

static void
alone(void)
{
	const struct str dev = STR("DEV"), me = STR("me");
	struct members members = { 0 };

	TAP_OK(!standing_is_alone(&standing, dev, &members, me), "no members");
	members_add(&members, me);
	members_set_roles(&members, me, ROLE_OPERATOR);
	TAP_OK(!standing_is_alone(&standing, dev, &members, me), "only we");
	members_add(&members, STR("ali"));
	TAP_OK(standing_is_alone(&standing, dev, &members, me), "another one");
	TAP_OK(!standing_is_alone(&standing, dev, &members, STR("ali")),
	    "who is none");
	members_set_roles(&members, STR("ali"), ROLE_VOICE);
	TAP_OK(standing_is_alone(&standing, dev, &members, me), "voiced");
	hear("ok register dev");
	TAP_OK(!standing_is_alone(&standing, dev, &members, me), "an owner");
	hear("ok drop dev");
	TAP_OK(standing_is_alone(&standing, dev, &members, me), "no more");
	hear("mode " ID "dev operserv +o me");
	TAP_OK(!standing_is_alone(&standing, dev, &members, me), "again");
	hear("join " ID "dev me");
	TAP_OK(standing_is_alone(&standing, dev, &members, me),
	    "until we join again");
	members_set_roles(&members, STR("ali"), ROLE_OPERATOR | ROLE_VOICE);
	TAP_OK(!standing_is_alone(&standing, dev, &members, me), "two");
	members_free(&members);
}

static void
ends(void)
{
	hear("join " ID "tea me");
	TAP_OK(!hear("mode " ID "tea ali +i"), "another's change");
	TAP_OK(!hear("mode " ID "tea me +m"), "another mode");
	TAP_OK(!hear("mode " ID "tea me -i"), "an end");
	TAP_OK(!hear("mode " ID "cup me +i"), "a group unknown");
	TAP_OK(hear("mode " ID "tea me +ms"), "ours");
	TAP_OK(!hear("mode " ID "tea me +i"), "once");
	hear("leave " ID "tea me");
	hear("join " ID "tea me");
	TAP_OK(hear("mode " ID "tea me +i"), "in a new group again");
	hear("kick " ID "tea ali me");
	hear("join " ID "tea me");
	hear("mode " ID "tea ali +o me");
	TAP_OK(!hear("mode " ID "tea me +i"), "not as one who was made one");
}

int
main(void)
{
	session_init(&session, -1);
	SESSION_SAY(&session, VERB_NAME, STR("name me"));
	hear("ok name me");
	hear("join " ID "dev me");
	alone();
	ends();
	standing_free(&standing);
	session_free(&session);
	return tap_done();
}
