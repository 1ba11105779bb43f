/* Numerics of errors: see errors.h. */
#include "worker/irc/errors.h"

#include "worker/irc/out.h"

/* The rows for all commands without a row of their own. */
#define ANYTHING IRC_ASKS_COUNT

#define NO_IRC_OPERATOR "Permission Denied- You're not an IRC operator"

/*
 * The parameters of a numeric: words of the command's subject, the name of the
 * command, or the channel at the end of the router's text.
 */
enum shown {
	NOTHING,
	FIRST,
	LAST,
	FIRST_LAST,
	LAST_FIRST,
	COMMAND,
	FIRST_CHANNEL
};

#define BARE(what, code, digits, text)                        \
	{                                                     \
		what, CODE_##code, digits, STR(text), NOTHING \
	}
#define BOTH(what, code, digits, text)                           \
	{                                                        \
		what, CODE_##code, digits, STR(text), LAST_FIRST \
	}
#define BOTH_IN_ORDER(what, code, digits, text)                  \
	{                                                        \
		what, CODE_##code, digits, STR(text), FIRST_LAST \
	}
#define OF_COMMAND(what, code, digits, text)                  \
	{                                                     \
		what, CODE_##code, digits, STR(text), COMMAND \
	}
#define IN_CHANNEL(what, code, digits, text)                        \
	{                                                           \
		what, CODE_##code, digits, STR(text), FIRST_CHANNEL \
	}
#define SECOND(what, code, digits, text)                   \
	{                                                  \
		what, CODE_##code, digits, STR(text), LAST \
	}
#define ROW(what, code, digits, text)                       \
	{                                                   \
		what, CODE_##code, digits, STR(text), FIRST \
	}

/* The numeric of each error. The first row that matches counts. */
static const struct row {
	enum irc_asks what;
	enum code code;
	const char *digits;
	struct str text; /* empty: the router's; see also says_more */
	enum shown shown;
} rows[] = {
	ROW(IRC_ASKS_NICK, NAME_TAKEN, "433", "Nickname is already in use"),
	ROW(IRC_ASKS_NAME, NAME_TAKEN, "433", "Nickname is already in use"),
	ROW(IRC_ASKS_NICK, UNAVAILABLE, "437",
	    "Nickname is temporarily unavailable"),
	ROW(IRC_ASKS_NAME, UNAVAILABLE, "437",
	    "Nickname is temporarily unavailable"),
	BARE(IRC_ASKS_NAME, NOT_ALLOWED, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, NOT_ALLOWED, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, BAD_COMMAND, "464", "Password incorrect"),
	BARE(IRC_ASKS_PASS, TOO_LONG, "464", "Password incorrect"),
	IN_CHANNEL(IRC_ASKS_NICK, BANNED, "435",
	    "Cannot change nickname while banned on channel (+b)"),
	IN_CHANNEL(IRC_ASKS_NICK, MUTED, "435",
	    "Cannot change nickname while muted on channel (+m, +b ~m)"),
	ROW(IRC_ASKS_NICK, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_NAME, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NICK, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NAME, TOO_LONG, "432", "Nickname is too long"),
	ROW(IRC_ASKS_NICK, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_NAME, BAD_COMMAND, "432", "Erroneous nickname"),
	ROW(IRC_ASKS_JOIN, BAD_GROUP, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, BAD_COMMAND, "476", "Bad channel name"),
	ROW(IRC_ASKS_JOIN, TOO_LONG, "403", "Channel name is too long"),
	ROW(IRC_ASKS_JOIN, TOO_MANY, "405", ""), /* the text names the limit */
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
	BOTH_IN_ORDER(IRC_ASKS_MODE, TOO_MANY, "478", "Channel list is full"),
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
	OF_COMMAND(
	    ANYTHING, BAD_TEXT, "400", "Text contains control characters"),
	OF_COMMAND(
	    ANYTHING, SLOW_DOWN, "263", "Please wait a while and try again."),
};

/* The names of the commands, for 263 and 400; empty: they never answer it. */
static const struct str commands[IRC_ASKS_COUNT] = {
#define QUESTION(name, word, ...) LIT(word),
#include "commands.def"
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

static struct str
command_of(enum irc_asks what)
{
	return what < IRC_ASKS_COUNT && commands[what].len > 0 ?
	    commands[what] :
	    STR("*");
}

static struct str
last_word(struct str text)
{
	struct str word = str_word(&text);

	while (text.at != NULL)
		word = str_word(&text);
	return word;
}

/* Writes the parameters of a row in their order. */
static void
put_words(struct irc *irc, enum irc_asks what, enum shown shown,
    struct str words, struct str text)
{
	const struct str first = irc_word(str_word(&words));
	const struct str last = irc_word(words);

	if (shown == COMMAND)
		OUT(irc, command_of(what), STR(" "));
	if (shown == LAST || shown == LAST_FIRST)
		OUT(irc, last, STR(" "));
	if (shown == FIRST || shown == LAST_FIRST || shown == FIRST_LAST ||
	    shown == FIRST_CHANNEL)
		OUT(irc, first, STR(" "));
	if (shown == FIRST_LAST)
		OUT(irc, last, STR(" "));
	if (shown == FIRST_CHANNEL)
		OUT(irc, STR("#"), last_word(text), STR(" "));
}

/*
 * Returns whether the router's text tells more than the row's, such as that the
 * name looks like another one.
 */
static bool
says_more(const struct row *row, struct str text)
{
	return row->text.len == 0 ||
	    (row->code == CODE_NAME_TAKEN && text.len > 0 &&
		!str_eq(text, code_text(row->code)));
}

static void
irc_errors_tell(struct irc *irc, enum irc_asks what, const struct row *row,
    struct str words, struct str text)
{
	irc_out_begin(irc, NULL);
	OUT(irc, str_from(row->digits), STR(" "), irc_nick(irc), STR(" "));
	put_words(irc, what, row->shown, words, text);
	OUT(irc, STR(":"), says_more(row, text) ? text : row->text);
	irc_out_end(irc);
}

void
irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].what == what || rows[i].what == ANYTHING) &&
		    rows[i].code == code) {
			irc_errors_tell(irc, what, &rows[i], word, text);
			return;
		}
	NUMERIC(irc, "400", command_of(what), STR(" "),
	    irc_word(str_word(&word)), STR(" :"), text);
}

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word)
{
	irc_error_saying(irc, what, code, word, code_text(code));
}

enum irc_done
irc_ask_or_fail(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const enum code code = irc_ask(irc, what, about, words, count);

	if (code != CODE_OK)
		irc_error(irc, what, code, about);
	return IRC_DONE;
}
