/* The table of errors: see session.h. */
#include <assert.h>

#include "worker/irc/out.h"

/*
 * The translation of errors: the purposes of a command and the router's error
 * codes give the form of a line. The first row that has both counts; without
 * one, it is 400. An empty form says nothing. The words of a form are the first
 * word of the command's subject, the rest of the subject, the router's text and
 * the name of the command.
 *
 * Some purposes report all or some errors by themselves: MODE (modes.c) 696,
 * WHOIS (people.c) 401 and 318, SASL (account.c) 904, and BATCH (message.c).
 */
static_assert(IRC_ASKS_COUNT <= 64 && CODE_COUNT <= 64, "masks of 64 bits");
#define FOR(what) ((uint64_t)1 << IRC_ASKS_##what)
#define ON(code) ((uint64_t)1 << CODE_##code)
#define ANY UINT64_MAX

#define NAMING (FOR(NICK) | FOR(NAME))
#define BY_OPERATOR (FOR(KILL) | FOR(WALLOPS) | FOR(REHASH))
#define SAYING (FOR(PRIVMSG) | FOR(TAGMSG))
#define READING (FOR(CHATHISTORY) | FOR(TARGETS))
#define OF_METADATA (FOR(METADATA_SET) | FOR(METADATA_ROWS) | FOR(METADATA_KEY))
#define NO_NAME (ON(NO_SUCH_NAME) | ON(BAD_NAME))
#define NO_GROUP (ON(NO_SUCH_GROUP) | ON(BAD_GROUP))
#define MALFORMED (ON(BAD_TEXT) | ON(TOO_LONG) | ON(BAD_COMMAND))

static const struct row {
	uint64_t whats; /* mask of FOR */
	uint64_t codes; /* mask of ON */
	const char *form;
} rows[] = {
	{ NAMING, ON(NAME_TAKEN), "433 %w1 :%3" },
	{ NAMING, ON(UNAVAILABLE),
	    "437 %w1 :Nickname is temporarily unavailable" },
	{ FOR(NAME), ON(NOT_ALLOWED), "464 :Password incorrect" },
	{ FOR(PASS) | FOR(PASS_LOGIN), ANY, "464 :Password incorrect" },
	{ NAMING, ON(BANNED),
	    "435 %w1 #%l3 :Cannot change nickname while banned on channel "
	    "(+b)" },
	{ NAMING, ON(MUTED),
	    "435 %w1 #%l3 :Cannot change nickname while muted on channel "
	    "(+m, +b ~m)" },
	{ NAMING, ON(TOO_LONG), "432 %w1 :Nickname is too long" },
	{ NAMING, ON(BAD_NAME) | ON(BAD_COMMAND),
	    "432 %w1 :Erroneous nickname" },
	{ FOR(SETNAME), ANY,
	    "FAIL SETNAME INVALID_REALNAME :Real name is invalid or too "
	    "long" },
	{ FOR(JOIN), ON(ALREADY_MEMBER), "" },
	{ FOR(JOIN), ON(BAD_GROUP) | ON(BAD_COMMAND),
	    "476 %w1 :Bad channel name" },
	{ FOR(JOIN), ON(TOO_LONG), "403 %w1 :Channel name is too long" },
	{ FOR(JOIN), ON(TOO_MANY), "405 %w1 :%3" },
	{ FOR(JOIN), ON(BAD_KEY), "475 %w1 :Cannot join channel (+k)" },
	{ FOR(JOIN), ON(BANNED), "474 %w1 :Cannot join channel (+b)" },
	{ FOR(JOIN), ON(INVITE_ONLY), "473 %w1 :Cannot join channel (+i)" },
	{ FOR(JOIN), ON(GROUP_FULL), "471 %w1 :Cannot join channel (+l)" },
	{ FOR(PRIVMSG), ON(NOT_ALLOWED),
	    "404 %w1 :Cannot send to channel (+C)" },
	{ SAYING, ON(NOT_MEMBER), "404 %w1 :Cannot send to channel" },
	{ FOR(PRIVMSG), ON(BAD_TEXT),
	    "404 %w1 :Cannot send: text contains control characters" },
	{ FOR(PRIVMSG), ON(TOO_MANY),
	    "404 %w1 :Cannot send: not connected, and the mailbox has no "
	    "room" },
	{ SAYING, ON(BAD_COMMAND), "401 %w1 :No such nick/channel" },
	{ FOR(INVITE), ON(ALREADY_MEMBER),
	    "443 %w2 %w1 :is already on channel" },
	{ FOR(INVITE) | FOR(MODE), ON(NO_SUCH_NAME),
	    "401 %w2 :No such nick/channel" },
	{ FOR(INVITE) | FOR(KICK), NO_NAME, "401 %w2 :No such nick/channel" },
	{ FOR(OPER), ON(NOT_ALLOWED) | ON(BAD_NAME) | MALFORMED,
	    "464 :Password incorrect" },
	{ FOR(OPER), ON(UNAVAILABLE),
	    "491 :Cannot become an operator now; try again later" },
	{ BY_OPERATOR, ON(NOT_OPERATOR),
	    "481 :Permission Denied- You're not an IRC operator" },
	{ FOR(REHASH), ON(UNAVAILABLE), "400 %4 :%3" },
	{ BY_OPERATOR, ON(BAD_COMMAND), "461 %4 :Not enough parameters" },
	{ FOR(KILL), ON(TOO_LONG), "401 %w1 :No such nick/channel" },
	{ FOR(MODE), ON(TOO_MANY), "478 %w1 %w2 :Channel list is full" },
	{ FOR(MONITOR), ON(TOO_MANY),
	    "734 " IRC_MONITORED " %w1 :Monitor list is full" },
	{ FOR(MONITOR), ANY, "" },
	{ FOR(REGISTER), ON(NAME_TAKEN),
	    "FAIL REGISTER USERNAME_EXISTS %w1 :%3" },
	{ FOR(REGISTER), ON(EXISTS), "FAIL REGISTER ACCOUNT_EXISTS %w1 :%3" },
	{ FOR(REGISTER), ON(BAD_NAME),
	    "FAIL REGISTER BAD_ACCOUNT_NAME %w1 :%3" },
	{ FOR(REGISTER), MALFORMED,
	    "FAIL REGISTER UNACCEPTABLE_PASSWORD %w1 :%3" },
	{ FOR(REGISTER), ANY, "FAIL REGISTER TEMPORARILY_UNAVAILABLE %w1 :%3" },
	{ FOR(MARKREAD), ANY,
	    "FAIL MARKREAD INTERNAL_ERROR %w1 :Cannot set the read "
	    "timestamp" },
	/* A hidden channel is as one that does not exist. */
	{ READING, ON(NOT_MEMBER) | ON(NOT_ALLOWED) | NO_NAME | NO_GROUP,
	    "FAIL CHATHISTORY INVALID_TARGET %w2 %w1 "
	    ":Messages could not be retrieved" },
	{ READING, ANY,
	    "FAIL CHATHISTORY MESSAGE_ERROR %w2 %w1 "
	    ":Messages could not be retrieved" },
	{ FOR(REDACT), ON(NOT_ALLOWED) | ON(NOT_OPERATOR),
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 "
	    ":You are not authorised to delete this message" },
	{ FOR(REDACT), ON(NO_SUCH_MESSAGE),
	    "FAIL REDACT UNKNOWN_MSGID %w1 %w2 "
	    ":This message does not exist or is too old" },
	{ FOR(REDACT), ON(UNAVAILABLE),
	    "FAIL REDACT UNKNOWN_MSGID %w1 %w2 "
	    ":The server has no access to its history now" },
	{ FOR(REDACT), ON(SLOW_DOWN),
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 "
	    ":Others are still reading; try again later" },
	{ FOR(REDACT), ANY,
	    "FAIL REDACT INVALID_TARGET %w1 "
	    ":You cannot delete messages from there" },
	{ OF_METADATA, NO_NAME | NO_GROUP,
	    "FAIL METADATA INVALID_TARGET %w1 :No such channel or nickname" },
	{ OF_METADATA, ON(NO_SUCH_KEY),
	    "FAIL METADATA KEY_INVALID %w2 "
	    ":Invalid key: use up to 32 letters, digits and _./-" },
	{ OF_METADATA, ON(TOO_MANY),
	    "FAIL METADATA LIMIT_REACHED %w1 :Too many keys" },
	{ OF_METADATA, ON(SLOW_DOWN),
	    "FAIL METADATA RATE_LIMITED %w1 %w2 "
	    ":Others are still reading; try again later" },
	{ OF_METADATA, ON(TOO_LONG) | ON(BAD_TEXT),
	    "FAIL METADATA INVALID_VALUE %w2 "
	    ":Invalid value: use UTF-8, up to 300 bytes" },
	{ OF_METADATA, ANY,
	    "FAIL METADATA KEY_NO_PERMISSION %w1 %w2 :Permission denied" },
	{ ANY, ON(NO_SUCH_MEMBER), "441 %w2 %w1 :They aren't on that channel" },
	{ ANY, ON(BANNED), "404 %w1 :Cannot send to channel (+b)" },
	{ ANY, ON(MUTED), "404 %w1 :Cannot send to channel (+m)" },
	{ ANY, ON(NOT_OPERATOR), "482 %w1 :You're not channel operator" },
	{ ANY, NO_NAME, "401 %w1 :No such nick/channel" },
	{ ANY, NO_GROUP | ON(BAD_COMMAND), "403 %w1 :No such channel" },
	{ ANY, ON(NOT_MEMBER), "442 %w1 :You're not on that channel" },
	{ ANY, ON(TOO_LONG), "417 :Text is too long" },
	{ ANY, ON(BAD_TEXT), "400 %4 :Text contains control characters" },
	{ ANY, ON(SLOW_DOWN), "263 %4 :Please wait a while and try again." },
	{ ANY, ANY, "400 %4 %w1 :%3" },
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

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word,
    struct str text)
{
	const struct str first = str_word(&word);
	const struct row *row = rows;

	/* The router may say more, such as which name it looks like. */
	if (code == CODE_NAME_TAKEN && (NAMING >> what & 1) != 0 &&
	    str_eq(text, code_text(code)))
		text = STR("Nickname is already in use");
	while ((row->whats >> what & 1) == 0 || (row->codes >> code & 1) == 0)
		row++;
	if (row->form[0] != '\0')
		irc_tell(irc,
		    IRC_WORDS(str_from(row->form), first, word, text,
			commands[what].len > 0 ? commands[what] : STR("*")));
}

void
irc_error_heard(struct irc *irc, enum irc_asks what, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error(irc, what, code, irc->ask->word, said->arg[2]);
}

void
irc_ask_or_fail(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const enum code code = irc_ask(irc, what, about, words, count);

	if (code != CODE_OK)
		irc_error(irc, what, code, about, code_text(code));
}
