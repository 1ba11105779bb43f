/* Numerics of errors: see errors.h. */
#include "worker/irc/errors.h"

#include "worker/irc/out.h"

/* In answer to anything else than what has a row of its own. */
#define ANYTHING IRC_ASKS_COUNT

#define ROW(what, code, digits, text)                \
	{                                            \
		what, CODE_##code, digits, STR(text) \
	}

/* The first row counts. */
static const struct {
	enum irc_asks what;
	enum code code;
	const char *digits;
	struct str text;
} rows[] = {
	ROW(IRC_ASKS_NICK, NAME_TAKEN, "433", "Nickname is already in use"),
	ROW(IRC_ASKS_NAME, NAME_TAKEN, "433", "Nickname is already in use"),
	ROW(IRC_ASKS_NAME, NOT_ALLOWED, "464", "Password incorrect"),
	ROW(IRC_ASKS_PASS, NOT_ALLOWED, "464", "Password incorrect"),
	ROW(IRC_ASKS_PASS, BAD_COMMAND, "464", "Password incorrect"),
	ROW(IRC_ASKS_PASS, TOO_LONG, "464", "Password incorrect"),
	ROW(IRC_ASKS_NICK, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NICK, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NAME, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NICK, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_JOIN, BAD_GROUP, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, BAD_COMMAND, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, TOO_LONG, "476", "Channel name is too long"),
	ROW(IRC_ASKS_JOIN, TOO_MANY, "405",
	    "You have joined, or made, as many channels as are allowed"),
	ROW(IRC_ASKS_PRIVMSG, NOT_MEMBER, "404", "Cannot send to channel"),
	ROW(IRC_ASKS_TAGMSG, NOT_MEMBER, "404", "Cannot send to channel"),
	ROW(IRC_ASKS_PRIVMSG, BAD_TEXT, "404",
	    "Cannot send: control characters"),
	ROW(IRC_ASKS_PRIVMSG, BAD_COMMAND, "401", "No such nick/channel"),
	ROW(IRC_ASKS_TAGMSG, BAD_COMMAND, "401", "No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_NAME, "401", "No such nick/channel"),
	ROW(ANYTHING, BAD_NAME, "401", "No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_GROUP, "403", "No such channel"),
	ROW(ANYTHING, BAD_GROUP, "403", "No such channel"),
	ROW(ANYTHING, BAD_COMMAND, "403", "No such channel"),
	ROW(ANYTHING, NOT_MEMBER, "442", "You're not on that channel"),
	ROW(ANYTHING, TOO_LONG, "417", "That is too long"),
	ROW(ANYTHING, BAD_TEXT, "400", "Control characters in the text"),
	ROW(ANYTHING, SLOW_DOWN, "263", "Please wait a while and try again."),
};

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].what == what || rows[i].what == ANYTHING) &&
		    rows[i].code == code) {
			NUMERIC(irc, rows[i].digits, irc_word(word), STR(" :"),
			    rows[i].text);
			return;
		}
	NUMERIC(irc, "400", irc_word(word), STR(" :"), code_text(code));
}

enum irc_done
irc_ask_or_tell(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const enum code code = irc_ask(irc, what, about, words, count);

	if (code == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	irc_error(irc, what, code, about);
	return IRC_DONE;
}
