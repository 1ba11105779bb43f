/* Numerics of errors: see errors.h. */
#include "worker/irc/errors.h"

#include "worker/irc/out.h"

/* The rows for all commands without a row of their own. */
#define IRC_ASKS_ANYTHING IRC_ASKS_COUNT

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

/*
 * The translation of errors: the purpose of a command and the router's error
 * code give the numeric. The first row that matches counts; without one, it is
 * 400. The rows of NICK are also for the first name.
 *
 * Some purposes report all or some codes by themselves: MODE (modes.c) 696,
 * MONITOR (presence.c) 734, WHOIS (who.c) 401 and 318, and SASL (account.c)
 * 904. These send FAIL, with a table of their own: REGISTER (account.c),
 * METADATA (metadata.c), BATCH (multiline.c), MARKREAD (markread.c) and
 * CHATHISTORY, SEARCH and REDACT (history/).
 */
static const struct row {
	enum irc_asks what;
	enum code code;
	const char *digits;
	struct str text; /* empty: the router's; see also says_more */
	enum shown shown;
} rows[] = {
#define ROW(what, code, digits, shown, text)                           \
	{                                                              \
		IRC_ASKS_##what, CODE_##code, digits, STR(text), shown \
	}
	ROW(NICK, NAME_TAKEN, "433", FIRST, "Nickname is already in use"),
	ROW(NICK, UNAVAILABLE, "437", FIRST,
	    "Nickname is temporarily unavailable"),
	ROW(NAME, NOT_ALLOWED, "464", NOTHING, "Password incorrect"),
	ROW(PASS, NOT_ALLOWED, "464", NOTHING, "Password incorrect"),
	ROW(PASS, BAD_COMMAND, "464", NOTHING, "Password incorrect"),
	ROW(PASS, TOO_LONG, "464", NOTHING, "Password incorrect"),
	ROW(NICK, BANNED, "435", FIRST_CHANNEL,
	    "Cannot change nickname while banned on channel (+b)"),
	ROW(NICK, MUTED, "435", FIRST_CHANNEL,
	    "Cannot change nickname while muted on channel (+m, +b ~m)"),
	ROW(NICK, BAD_NAME, "432", FIRST, "Erroneous nickname"),
	ROW(NICK, TOO_LONG, "432", FIRST, "Nickname is too long"),
	ROW(NICK, BAD_COMMAND, "432", FIRST, "Erroneous nickname"),
	ROW(JOIN, BAD_GROUP, "476", FIRST, "Bad channel name"),
	ROW(JOIN, BAD_COMMAND, "476", FIRST, "Bad channel name"),
	ROW(JOIN, TOO_LONG, "403", FIRST, "Channel name is too long"),
	ROW(JOIN, TOO_MANY, "405", FIRST, ""), /* the text names the limit */
	ROW(PRIVMSG, NOT_ALLOWED, "404", FIRST, "Cannot send to channel (+C)"),
	ROW(PRIVMSG, NOT_MEMBER, "404", FIRST, "Cannot send to channel"),
	ROW(TAGMSG, NOT_MEMBER, "404", FIRST, "Cannot send to channel"),
	ROW(PRIVMSG, BAD_TEXT, "404", FIRST,
	    "Cannot send: text contains control characters"),
	ROW(PRIVMSG, TOO_MANY, "404", FIRST,
	    "Cannot send: not connected, and the mailbox has no room"),
	ROW(PRIVMSG, BAD_COMMAND, "401", FIRST, "No such nick/channel"),
	ROW(TAGMSG, BAD_COMMAND, "401", FIRST, "No such nick/channel"),
	ROW(JOIN, BAD_KEY, "475", FIRST, "Cannot join channel (+k)"),
	ROW(JOIN, BANNED, "474", FIRST, "Cannot join channel (+b)"),
	ROW(JOIN, INVITE_ONLY, "473", FIRST, "Cannot join channel (+i)"),
	ROW(JOIN, GROUP_FULL, "471", FIRST, "Cannot join channel (+l)"),
	ROW(INVITE, ALREADY_MEMBER, "443", LAST_FIRST, "is already on channel"),
	ROW(OPER, NOT_ALLOWED, "464", NOTHING, "Password incorrect"),
	ROW(OPER, BAD_NAME, "464", NOTHING, "Password incorrect"),
	ROW(OPER, BAD_TEXT, "464", NOTHING, "Password incorrect"),
	ROW(OPER, BAD_COMMAND, "464", NOTHING, "Password incorrect"),
	ROW(OPER, TOO_LONG, "464", NOTHING, "Password incorrect"),
	ROW(OPER, UNAVAILABLE, "491", NOTHING,
	    "Cannot become an operator now; try again later"),
	ROW(KILL, NOT_OPERATOR, "481", NOTHING, NO_IRC_OPERATOR),
	ROW(WALLOPS, NOT_OPERATOR, "481", NOTHING, NO_IRC_OPERATOR),
	ROW(REHASH, NOT_OPERATOR, "481", NOTHING, NO_IRC_OPERATOR),
	ROW(KILL, BAD_COMMAND, "401", FIRST, "No such nick/channel"),
	ROW(KILL, TOO_LONG, "401", FIRST, "No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_MEMBER, "441", LAST_FIRST,
	    "They aren't on that channel"),
	ROW(KICK, BAD_NAME, "401", LAST, "No such nick/channel"),
	ROW(INVITE, NO_SUCH_NAME, "401", LAST, "No such nick/channel"),
	ROW(INVITE, BAD_NAME, "401", LAST, "No such nick/channel"),
	ROW(MODE, NO_SUCH_NAME, "401", LAST, "No such nick/channel"),
	ROW(MODE, TOO_MANY, "478", FIRST_LAST, "Channel list is full"),
	ROW(ANYTHING, BANNED, "404", FIRST, "Cannot send to channel (+b)"),
	ROW(ANYTHING, MUTED, "404", FIRST, "Cannot send to channel (+m)"),
	ROW(ANYTHING, NOT_OPERATOR, "482", FIRST,
	    "You're not channel operator"),
	ROW(ANYTHING, NO_SUCH_NAME, "401", FIRST, "No such nick/channel"),
	ROW(ANYTHING, BAD_NAME, "401", FIRST, "No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_GROUP, "403", FIRST, "No such channel"),
	ROW(ANYTHING, BAD_GROUP, "403", FIRST, "No such channel"),
	ROW(ANYTHING, BAD_COMMAND, "403", FIRST, "No such channel"),
	ROW(ANYTHING, NOT_MEMBER, "442", FIRST, "You're not on that channel"),
	ROW(ANYTHING, TOO_LONG, "417", NOTHING, "Text is too long"),
	ROW(ANYTHING, BAD_TEXT, "400", COMMAND,
	    "Text contains control characters"),
	ROW(ANYTHING, SLOW_DOWN, "263", COMMAND,
	    "Please wait a while and try again."),
};

/* The names of the commands, as 263 and 400 show them; empty: "*" is shown. */
static const struct str commands[IRC_ASKS_COUNT] = {
#define QUESTION(name, word, ...) LIT(word),
#include "commands.def"
};

const char *
irc_error_digits(size_t number)
{
	return number < COUNT(rows) ? rows[number].digits : NULL;
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

/*
 * Returns whether a row is for the purpose what; rows of NICK are for NAME,
 * too.
 */
static bool
is_for(enum irc_asks row, enum irc_asks what)
{
	return row == what || row == IRC_ASKS_ANYTHING ||
	    (row == IRC_ASKS_NICK && what == IRC_ASKS_NAME);
}

void
irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].code == code && is_for(rows[i].what, what)) {
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
