/* Numerics of errors: see errors.h. */
#include "worker/irc/errors.h"

#include "worker/irc/out.h"

/* In answer to anything else than what has a row of its own. */
#define ANYTHING IRC_ASKS_COUNT

#define NO_IRC_OPERATOR "Permission Denied- You're not an IRC operator"

/* What of the words that it is about is shown. */
enum shown { NOTHING, FIRST, LAST, LAST_FIRST };

#define BARE(what, code, digits, text)                        \
	{                                                     \
		what, CODE_##code, digits, STR(text), NOTHING \
	}
#define BOTH(what, code, digits, text)                           \
	{                                                        \
		what, CODE_##code, digits, STR(text), LAST_FIRST \
	}
#define SECOND(what, code, digits, text)                   \
	{                                                  \
		what, CODE_##code, digits, STR(text), LAST \
	}
#define ROW(what, code, digits, text)                       \
	{                                                   \
		what, CODE_##code, digits, STR(text), FIRST \
	}

/* The first row counts. */
static const struct row {
	enum irc_asks what;
	enum code code;
	const char *digits;
	struct str text; /* empty: the router's */
	enum shown shown;
} rows[] = {
	ROW(IRC_ASKS_NICK, NAME_TAKEN, "433", "Nickname is already in use"),
	ROW(IRC_ASKS_NAME, NAME_TAKEN, "433", "Nickname is already in use"),
	BARE(IRC_ASKS_NAME, NOT_ALLOWED, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, NOT_ALLOWED, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, BAD_COMMAND, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, TOO_LONG, "464", "Password incorrect"),
	ROW(IRC_ASKS_NICK, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NICK, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NAME, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NICK, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_JOIN, BAD_GROUP, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, BAD_COMMAND, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, TOO_LONG, "403", "Channel name is too long"),
	ROW(IRC_ASKS_JOIN, TOO_MANY, "405", ""), /* which limit it is */
	ROW(IRC_ASKS_PRIVMSG, NOT_ALLOWED, "404",
	    "Cannot send to channel (+C)"),
	ROW(IRC_ASKS_PRIVMSG, NOT_MEMBER, "404", "Cannot send to channel"),
	ROW(IRC_ASKS_TAGMSG, NOT_MEMBER, "404", "Cannot send to channel"),
	ROW(IRC_ASKS_PRIVMSG, BAD_TEXT, "404",
	    "Cannot send: text contains control characters"),
	ROW(IRC_ASKS_PRIVMSG, BAD_COMMAND, "401", "No such nick/channel"),
	ROW(IRC_ASKS_TAGMSG, BAD_COMMAND, "401", "No such nick/channel"),
	ROW(IRC_ASKS_JOIN, BAD_KEY, "475", "Cannot join channel (+k)"),
	ROW(IRC_ASKS_JOIN, BANNED, "474", "Cannot join channel (+b)"),
	ROW(IRC_ASKS_JOIN, INVITE_ONLY, "473", "Cannot join channel (+i)"),
	ROW(IRC_ASKS_JOIN, GROUP_FULL, "471", "Cannot join channel (+l)"),
	BOTH(IRC_ASKS_INVITE, ALREADY_MEMBER, "443", "is already on channel"),
	BARE(IRC_ASKS_OPER, NOT_ALLOWED, "464", "Password incorrect"),
	BARE(IRC_ASKS_OPER, BAD_NAME, "464", "Password incorrect"),
	BARE(IRC_ASKS_OPER, BAD_TEXT, "464", "Password incorrect"),
	BARE(IRC_ASKS_OPER, BAD_COMMAND, "464", "Password incorrect"),
	BARE(IRC_ASKS_OPER, TOO_LONG, "464", "Password incorrect"),
	BARE(IRC_ASKS_OPER, UNAVAILABLE, "491",
	    "Cannot become an operator now; try again later"),
	BARE(IRC_ASKS_KILL, NOT_OPERATOR, "481", NO_IRC_OPERATOR),
	BARE(IRC_ASKS_WALLOPS, NOT_OPERATOR, "481", NO_IRC_OPERATOR),
	BARE(IRC_ASKS_REHASH, NOT_OPERATOR, "481", NO_IRC_OPERATOR),
	ROW(IRC_ASKS_KILL, BAD_COMMAND, "401", "No such nick/channel"),
	ROW(IRC_ASKS_KILL, TOO_LONG, "401", "No such nick/channel"),
	BOTH(ANYTHING, NO_SUCH_MEMBER, "441", "They aren't on that channel"),
	SECOND(IRC_ASKS_KICK, BAD_NAME, "401", "No such nick/channel"),
	SECOND(IRC_ASKS_INVITE, NO_SUCH_NAME, "401", "No such nick/channel"),
	SECOND(IRC_ASKS_INVITE, BAD_NAME, "401", "No such nick/channel"),
	SECOND(IRC_ASKS_MODE, NO_SUCH_NAME, "401", "No such nick/channel"),
	ROW(IRC_ASKS_MODE, TOO_MANY, "478", "Channel list is full"),
	ROW(ANYTHING, BANNED, "404", "Cannot send to channel (+b)"),
	ROW(ANYTHING, MUTED, "404", "Cannot send to channel (+m)"),
	ROW(ANYTHING, NOT_OPERATOR, "482", "You're not channel operator"),
	ROW(ANYTHING, NO_SUCH_NAME, "401", "No such nick/channel"),
	ROW(ANYTHING, BAD_NAME, "401", "No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_GROUP, "403", "No such channel"),
	ROW(ANYTHING, BAD_GROUP, "403", "No such channel"),
	ROW(ANYTHING, BAD_COMMAND, "403", "No such channel"),
	ROW(ANYTHING, NOT_MEMBER, "442", "You're not on that channel"),
	BARE(ANYTHING, TOO_LONG, "417", "Text is too long"),
	ROW(ANYTHING, BAD_TEXT, "400", "Text contains control characters"),
	ROW(ANYTHING, SLOW_DOWN, "263", "Please wait a while and try again."),
};

bool
irc_error_row(size_t number, struct irc_error *error)
{
	if (number >= COUNT(rows))
		return false;
	*error = (struct irc_error) { rows[number].what, rows[number].code,
		rows[number].digits };
	return true;
}

static void
tell(struct irc *irc, const struct row *row, struct str words, struct str text)
{
	const struct str first = irc_word(str_word(&words));
	const struct str last = irc_word(words);

	irc_out_begin(irc, NULL);
	OUT(irc, str_from(row->digits), STR(" "), irc_nick(irc), STR(" "));
	if (row->shown == LAST || row->shown == LAST_FIRST)
		OUT(irc, last, STR(" "));
	if (row->shown == FIRST || row->shown == LAST_FIRST)
		OUT(irc, first, STR(" "));
	OUT(irc, STR(":"), row->text.len > 0 ? row->text : text);
	irc_out_end(irc);
}

void
irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].what == what || rows[i].what == ANYTHING) &&
		    rows[i].code == code) {
			tell(irc, &rows[i], word, text);
			return;
		}
	NUMERIC(irc, "400", irc_word(str_word(&word)), STR(" :"), text);
}

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word)
{
	irc_error_saying(irc, what, code, word, code_text(code));
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
