/* The table of errors: see errors.h. */
#include "worker/irc/errors.h"

#include "worker/irc/out.h"

/* The rows for all commands without a row of their own, and for all codes. */
#define IRC_ASKS_ANYTHING IRC_ASKS_COUNT
#define CODE_ANY CODE_OK

/*
 * The translation of errors: the purpose of a command and the router's error
 * code give the form of a line. The first row that matches counts; without one,
 * it is 400. An empty form says nothing. The words of a form are the first word
 * of the command's subject, the rest of the subject, the router's text and the
 * name of the command.
 *
 * Some purposes report all or some errors by themselves: MODE (modes.c) 696,
 * WHOIS (people.c) 401 and 318, SASL (account.c) 904, and BATCH (message.c).
 */
static const struct row {
	enum irc_asks what;
	enum code code;
	const char *form;
} rows[] = {
#define ROW(what, code, form)                      \
	{                                          \
		IRC_ASKS_##what, CODE_##code, form \
	}
	ROW(NICK, NAME_TAKEN, "433 %w1 :%3"),
	ROW(NICK, UNAVAILABLE, "437 %w1 :Nickname is temporarily unavailable"),
	ROW(NAME, NOT_ALLOWED, "464 :Password incorrect"),
	ROW(PASS, ANY, "464 :Password incorrect"),
	ROW(PASS_LOGIN, ANY, "464 :Password incorrect"),
	ROW(NICK, BANNED,
	    "435 %w1 #%l3 :Cannot change nickname while banned on channel (+b)"),
	ROW(NICK, MUTED,
	    "435 %w1 #%l3 :Cannot change nickname while muted on channel "
	    "(+m, +b ~m)"),
	ROW(NICK, BAD_NAME, "432 %w1 :Erroneous nickname"),
	ROW(NICK, TOO_LONG, "432 %w1 :Nickname is too long"),
	ROW(NICK, BAD_COMMAND, "432 %w1 :Erroneous nickname"),
	ROW(SETNAME, ANY,
	    "FAIL SETNAME INVALID_REALNAME :Real name is invalid or too long"),
	ROW(JOIN, BAD_GROUP, "476 %w1 :Bad channel name"),
	ROW(JOIN, BAD_COMMAND, "476 %w1 :Bad channel name"),
	ROW(JOIN, TOO_LONG, "403 %w1 :Channel name is too long"),
	ROW(JOIN, TOO_MANY, "405 %w1 :%3"), /* the text names the limit */
	ROW(JOIN, BAD_KEY, "475 %w1 :Cannot join channel (+k)"),
	ROW(JOIN, BANNED, "474 %w1 :Cannot join channel (+b)"),
	ROW(JOIN, INVITE_ONLY, "473 %w1 :Cannot join channel (+i)"),
	ROW(JOIN, GROUP_FULL, "471 %w1 :Cannot join channel (+l)"),
	ROW(PRIVMSG, NOT_ALLOWED, "404 %w1 :Cannot send to channel (+C)"),
	ROW(PRIVMSG, NOT_MEMBER, "404 %w1 :Cannot send to channel"),
	ROW(TAGMSG, NOT_MEMBER, "404 %w1 :Cannot send to channel"),
	ROW(PRIVMSG, BAD_TEXT,
	    "404 %w1 :Cannot send: text contains control characters"),
	ROW(PRIVMSG, TOO_MANY,
	    "404 %w1 :Cannot send: not connected, and the mailbox has no room"),
	ROW(PRIVMSG, BAD_COMMAND, "401 %w1 :No such nick/channel"),
	ROW(TAGMSG, BAD_COMMAND, "401 %w1 :No such nick/channel"),
	ROW(INVITE, ALREADY_MEMBER, "443 %w2 %w1 :is already on channel"),
	ROW(INVITE, NO_SUCH_NAME, "401 %w2 :No such nick/channel"),
	ROW(INVITE, BAD_NAME, "401 %w2 :No such nick/channel"),
	ROW(OPER, NOT_ALLOWED, "464 :Password incorrect"),
	ROW(OPER, BAD_NAME, "464 :Password incorrect"),
	ROW(OPER, BAD_TEXT, "464 :Password incorrect"),
	ROW(OPER, BAD_COMMAND, "464 :Password incorrect"),
	ROW(OPER, TOO_LONG, "464 :Password incorrect"),
	ROW(OPER, UNAVAILABLE,
	    "491 :Cannot become an operator now; try again later"),
	ROW(KILL, NOT_OPERATOR,
	    "481 :Permission Denied- You're not an IRC operator"),
	ROW(WALLOPS, NOT_OPERATOR,
	    "481 :Permission Denied- You're not an IRC operator"),
	ROW(REHASH, NOT_OPERATOR,
	    "481 :Permission Denied- You're not an IRC operator"),
	ROW(REHASH, UNAVAILABLE, "400 %4 :%3"),
	ROW(KILL, BAD_COMMAND, "461 %4 :Not enough parameters"),
	ROW(WALLOPS, BAD_COMMAND, "461 %4 :Not enough parameters"),
	ROW(KILL, TOO_LONG, "401 %w1 :No such nick/channel"),
	ROW(KICK, BAD_NAME, "401 %w2 :No such nick/channel"),
	ROW(MODE, NO_SUCH_NAME, "401 %w2 :No such nick/channel"),
	ROW(MODE, TOO_MANY, "478 %w1 %w2 :Channel list is full"),
	ROW(MONITOR, TOO_MANY,
	    "734 " IRC_MONITORED " %w1 :Monitor list is full"),
	ROW(MONITOR, ANY, ""),
	ROW(REGISTER, NAME_TAKEN, "FAIL REGISTER USERNAME_EXISTS %w1 :%3"),
	ROW(REGISTER, EXISTS, "FAIL REGISTER ACCOUNT_EXISTS %w1 :%3"),
	ROW(REGISTER, BAD_NAME, "FAIL REGISTER BAD_ACCOUNT_NAME %w1 :%3"),
	ROW(REGISTER, BAD_TEXT, "FAIL REGISTER UNACCEPTABLE_PASSWORD %w1 :%3"),
	ROW(REGISTER, TOO_LONG, "FAIL REGISTER UNACCEPTABLE_PASSWORD %w1 :%3"),
	ROW(REGISTER, BAD_COMMAND,
	    "FAIL REGISTER UNACCEPTABLE_PASSWORD %w1 :%3"),
	ROW(REGISTER, ANY, "FAIL REGISTER TEMPORARILY_UNAVAILABLE %w1 :%3"),
	ROW(MARKREAD, ANY,
	    "FAIL MARKREAD INTERNAL_ERROR %w1 :Cannot set the read timestamp"),
/* The answer for a hidden channel is that for one that does not exist. */
#define NO_PAST(code)                                  \
	ROW(CHATHISTORY, code,                         \
	    "FAIL CHATHISTORY INVALID_TARGET %w2 %w1 " \
	    ":Messages could not be retrieved")
	NO_PAST(NOT_MEMBER),
	NO_PAST(NO_SUCH_GROUP),
	NO_PAST(NO_SUCH_NAME),
	NO_PAST(NOT_ALLOWED),
	NO_PAST(BAD_GROUP),
	NO_PAST(BAD_NAME),
	ROW(CHATHISTORY, ANY,
	    "FAIL CHATHISTORY MESSAGE_ERROR %w2 %w1 "
	    ":Messages could not be retrieved"),
	ROW(REDACT, NOT_ALLOWED,
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 "
	    ":You are not authorised to delete this message"),
	ROW(REDACT, NOT_OPERATOR,
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 "
	    ":You are not authorised to delete this message"),
	ROW(REDACT, NO_SUCH_MESSAGE,
	    "FAIL REDACT UNKNOWN_MSGID %w1 %w2 "
	    ":This message does not exist or is too old"),
	ROW(REDACT, UNAVAILABLE,
	    "FAIL REDACT UNKNOWN_MSGID %w1 %w2 "
	    ":The server has no access to its history now"),
	ROW(REDACT, SLOW_DOWN,
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 "
	    ":Others are still reading; try again later"),
	ROW(REDACT, ANY,
	    "FAIL REDACT INVALID_TARGET %w1 "
	    ":You cannot delete messages from there"),
#define NO_TABLE(code)                          \
	ROW(METADATA, code,                     \
	    "FAIL METADATA INVALID_TARGET %w1 " \
	    ":No such channel or nickname")
	NO_TABLE(NO_SUCH_NAME),
	NO_TABLE(NO_SUCH_GROUP),
	NO_TABLE(BAD_NAME),
	NO_TABLE(BAD_GROUP),
	ROW(METADATA, NO_SUCH_KEY,
	    "FAIL METADATA KEY_INVALID %w1 "
	    ":Invalid key: use up to 32 letters, digits and _./-"),
	ROW(METADATA, TOO_MANY,
	    "FAIL METADATA LIMIT_REACHED %w1 :Too many keys"),
	ROW(METADATA, SLOW_DOWN,
	    "FAIL METADATA RATE_LIMITED %w1 %w2 "
	    ":Others are still reading; try again later"),
	ROW(METADATA, TOO_LONG,
	    "FAIL METADATA INVALID_VALUE %w2 "
	    ":Invalid value: use UTF-8, up to 300 bytes"),
	ROW(METADATA, BAD_TEXT,
	    "FAIL METADATA INVALID_VALUE %w2 "
	    ":Invalid value: use UTF-8, up to 300 bytes"),
	ROW(METADATA, ANY,
	    "FAIL METADATA KEY_NO_PERMISSION %w1 %w2 :Permission denied"),
	ROW(ANYTHING, NO_SUCH_MEMBER,
	    "441 %w2 %w1 :They aren't on that channel"),
	ROW(ANYTHING, BANNED, "404 %w1 :Cannot send to channel (+b)"),
	ROW(ANYTHING, MUTED, "404 %w1 :Cannot send to channel (+m)"),
	ROW(ANYTHING, NOT_OPERATOR, "482 %w1 :You're not channel operator"),
	ROW(ANYTHING, NO_SUCH_NAME, "401 %w1 :No such nick/channel"),
	ROW(ANYTHING, BAD_NAME, "401 %w1 :No such nick/channel"),
	ROW(ANYTHING, NO_SUCH_GROUP, "403 %w1 :No such channel"),
	ROW(ANYTHING, BAD_GROUP, "403 %w1 :No such channel"),
	ROW(ANYTHING, BAD_COMMAND, "403 %w1 :No such channel"),
	ROW(ANYTHING, NOT_MEMBER, "442 %w1 :You're not on that channel"),
	ROW(ANYTHING, TOO_LONG, "417 :Text is too long"),
	ROW(ANYTHING, BAD_TEXT, "400 %4 :Text contains control characters"),
	ROW(ANYTHING, SLOW_DOWN, "263 %4 :Please wait a while and try again."),
	ROW(ANYTHING, ANY, "400 %4 %w1 :%3"),
};

/* The names of the commands; empty: "*" is shown. */
static const struct str commands[IRC_ASKS_COUNT] = {
#define QUESTION(name, word, ...) LIT(word),
#include "commands.def"
};

const char *
irc_error_form(size_t number)
{
	return number < COUNT(rows) ? rows[number].form : NULL;
}

/* Returns whether a row is for the purpose what, or for one that includes it.
 */
static bool
is_for(enum irc_asks row, enum irc_asks what)
{
	return row == what || row == IRC_ASKS_ANYTHING ||
	    (row == IRC_ASKS_NICK && what == IRC_ASKS_NAME) ||
	    (row == IRC_ASKS_CHATHISTORY && what == IRC_ASKS_TARGETS) ||
	    (row == IRC_ASKS_METADATA && what == IRC_ASKS_METADATA_ROWS);
}

void
irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text)
{
	const struct str first = str_word(&word);
	size_t i = 0;

	/* The router may say more, such as which name it looks like. */
	if ((what == IRC_ASKS_NICK || what == IRC_ASKS_NAME) &&
	    code == CODE_NAME_TAKEN &&
	    (text.len == 0 || str_eq(text, code_text(code))))
		text = STR("Nickname is already in use");
	while (!is_for(rows[i].what, what) ||
	    (rows[i].code != code && rows[i].code != CODE_ANY))
		i++;
	if (rows[i].form[0] != '\0')
		irc_tell(irc,
		    IRC_WORDS(str_from(rows[i].form), first, word, text,
			commands[what].len > 0 ? commands[what] : STR("*")));
}

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word)
{
	irc_error_saying(irc, what, code, word, code_text(code));
}

void
irc_error_heard(struct irc *irc, enum irc_asks what, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error_saying(irc, what, code, irc->ask->word, said->arg[2]);
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
