/* Commands to the router, and errors: see ask.h. */
#include "worker/irc/ask.h"

#include <assert.h>

#include "worker/irc/out.h"

enum code
irc_try(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const size_t used = count - (words[count - 1].len == 0);

	return conn_ask(irc->conn, words, used,
	    (struct ask) {
		.aside = irc->out.aside, .what = what, .word = about });
}

void
irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const enum code code = irc_try(irc, what, about, words, count);
	const struct rule *rule = grammar_find(words[0], FROM_CLIENT);
	const struct ask *before = irc->ask,
			 ask = { .verb = rule != NULL ? rule->verb : VERB_NONE,
				 .what = what,
				 .word = about };
	const struct command refused = { .rule =
					     grammar_row(VERB_ERR, FROM_SERVER),
		.count = 3,
		.arg = { words[0], code_word(code), code_text(code) } };

	if (code == CODE_OK)
		return;
	irc->ask = &ask;
	irc->hear(irc, &refused);
	irc->ask = before;
}

/*
 * The translation of errors: the purposes of a command and the router's error
 * codes give the form of a line. The first row that has both counts; without
 * one, it is 400. An empty form says nothing. The words of a form are the first
 * two words of the command's subject, the router's text, the name of the
 * command, and the rest of the subject.
 *
 * Some purposes report all or some errors by themselves: SASL (account.c) 904,
 * and BATCH (message.c).
 */
static_assert(IRC_ASKS_SERVER <= 64 && CODE_COUNT <= 64, "masks of 64 bits");
#define FOR(what) ((uint64_t)1 << IRC_ASKS_##what)
#define ON(code) ((uint64_t)1 << CODE_##code)
#define ANY UINT64_MAX

#define NAMING (FOR(NICK) | FOR(NAME))
#define BY_OPERATOR (FOR(KILL) | FOR(GUESTS))
#define SAYING (FOR(PRIVMSG) | FOR(TAGMSG))
#define NO_NAME (ON(NO_SUCH_NAME) | ON(BAD_NAME))
#define NO_GROUP (ON(NO_SUCH_GROUP) | ON(BAD_GROUP))
#define MALFORMED (ON(BAD_TEXT) | ON(TOO_LONG) | ON(BAD_COMMAND))

static const struct error_row {
	uint64_t whats; /* mask of FOR */
	uint64_t codes; /* mask of ON */
	const char *form;
} error_rows[] = {
	{ NAMING, ON(NAME_TAKEN) | ON(TOO_MANY), "433 %w1 :%3" },
	{ NAMING, ON(UNAVAILABLE), "437 %w1 :%3" },
	{ FOR(NAME), ON(NOT_ALLOWED), "464 :Password incorrect" },
	{ FOR(PASS) | FOR(PASS_LOGIN), ~(ON(UNAVAILABLE) | ON(SLOW_DOWN)),
	    "464 :Password incorrect" },
	{ NAMING, ON(BANNED) | ON(MUTED), "435 %w1 * :%3" },
	{ NAMING, ON(BAD_NAME) | ON(BAD_COMMAND) | ON(TOO_LONG),
	    "432 %w1 :%3" },
	{ FOR(SETNAME), ANY, "FAIL SETNAME INVALID_REALNAME :%3" },
	{ FOR(JOIN), ON(ALREADY_MEMBER), "" },
	{ FOR(JOIN), ON(BAD_GROUP) | ON(BAD_COMMAND),
	    "476 %w1 :Bad channel name" },
	{ FOR(JOIN), ON(TOO_LONG), "403 %w1 :Channel name is too long" },
	{ FOR(JOIN), ON(TOO_MANY), "405 %w1 :%3" },
	{ FOR(JOIN), ON(BAD_KEY), "475 %w1 :Cannot join channel (+k)" },
	{ FOR(JOIN), ON(BANNED), "474 %w1 :Cannot join channel (+b)" },
	{ FOR(JOIN), ON(INVITE_ONLY), "473 %w1 :Cannot join channel (+i)" },
	{ FOR(JOIN), ON(NOT_ALLOWED), "477 %w1 :Cannot join channel (+R)" },
	{ FOR(JOIN), ON(GROUP_FULL), "471 %w1 :Cannot join channel (+l)" },
	{ SAYING, ON(NOT_MEMBER), "404 %w1 :Cannot send to channel" },
	{ FOR(TAGMSG), ON(SLOW_DOWN),
	    "" }, /* programs send them by themselves */
	{ FOR(PRIVMSG), ON(BAD_TEXT) | ON(TOO_MANY) | ON(NOT_ALLOWED),
	    "404 %w1 :%3" },
	{ SAYING, ON(BAD_COMMAND), "401 %w1 :No such nick/channel" },
	{ FOR(INVITE), ON(ALREADY_MEMBER),
	    "443 %w2 %w1 :is already on channel" },
	{ FOR(INVITE) | FOR(KICK), NO_NAME | ON(BAD_COMMAND),
	    "401 %w2 :No such nick/channel" },
	{ FOR(OPER), ON(NOT_ALLOWED) | ON(BAD_NAME) | MALFORMED,
	    "464 :Password incorrect" },
	{ FOR(OPER), ON(UNAVAILABLE), "491 :%3" },
	{ BY_OPERATOR, ON(NOT_OPERATOR),
	    "481 :Permission Denied- You're not an IRC operator" },
	{ BY_OPERATOR, ON(BAD_COMMAND), "461 %4 :Not enough parameters" },
	{ FOR(KILL), ON(TOO_LONG), "401 %w1 :No such nick/channel" },
	{ FOR(MODE), ON(TOO_MANY), "478 %w1 %w2 :Channel list is full" },
	{ FOR(MODE), MALFORMED, "696 %w1 %w2 %w5 :Invalid mode parameter" },
	{ FOR(MODE), NO_NAME, "401 %w5 :No such nick/channel" },
	{ FOR(MODE), ON(NO_SUCH_MEMBER),
	    "441 %w5 %w1 :They aren't on that channel" },
	{ FOR(MONITOR), ON(TOO_MANY),
	    "734 " IRC_MONITORED " %w1 :Monitor list is full" },
	{ FOR(MONITOR), ANY, "" },
	{ FOR(REGISTER), ON(NAME_TAKEN),
	    "FAIL REGISTER USERNAME_EXISTS %w1 :%3" },
	{ FOR(REGISTER), ON(NOT_ALLOWED),
	    "FAIL REGISTER ALREADY_AUTHENTICATED %w1 :%3" },
	{ FOR(REGISTER), ON(EXISTS), "FAIL REGISTER ACCOUNT_EXISTS %w1 :%3" },
	{ FOR(REGISTER), ON(BAD_NAME),
	    "FAIL REGISTER BAD_ACCOUNT_NAME %w1 :%3" },
	{ FOR(REGISTER), MALFORMED,
	    "FAIL REGISTER UNACCEPTABLE_PASSWORD %w1 :%3" },
	{ FOR(REGISTER), ANY, "FAIL REGISTER TEMPORARILY_UNAVAILABLE %w1 :%3" },
	{ FOR(MARKREAD), ON(BAD_NAME) | ON(BAD_GROUP) | MALFORMED,
	    "FAIL MARKREAD INVALID_PARAMS %w1 :Invalid channel or nickname" },
	{ FOR(MARKREAD), ANY, "FAIL MARKREAD INTERNAL_ERROR %w1 :%3" },
	/* A hidden channel is as one that does not exist. */
	{ FOR(CHATHISTORY),
	    ON(NOT_MEMBER) | ON(NOT_ALLOWED) | NO_NAME | NO_GROUP | MALFORMED,
	    "FAIL CHATHISTORY INVALID_TARGET %w2 %w1 "
	    ":Messages could not be retrieved" },
	{ FOR(JOIN_PAST), ANY, "" },
	{ FOR(CHATHISTORY), ANY, "FAIL CHATHISTORY MESSAGE_ERROR %w2 %w1 :%3" },
	{ FOR(SEARCH),
	    ON(NOT_MEMBER) | ON(NOT_ALLOWED) | NO_NAME | NO_GROUP | MALFORMED,
	    "FAIL SEARCH INVALID_PARAMS in :Messages could not be retrieved" },
	{ FOR(SEARCH), ANY, "FAIL SEARCH INTERNAL_ERROR %w1 :%3" },
	{ FOR(REDACT), ON(NOT_ALLOWED) | ON(NOT_OPERATOR) | ON(SLOW_DOWN),
	    "FAIL REDACT REDACT_FORBIDDEN %w1 %w2 :%3" },
	{ FOR(REDACT), ON(NO_SUCH_MESSAGE) | ON(UNAVAILABLE),
	    "FAIL REDACT UNKNOWN_MSGID %w1 %w2 :%3" },
	{ FOR(REDACT), ANY, "FAIL REDACT INVALID_TARGET %w1 :%3" },
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

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word,
    struct str text)
{
	const struct str first = str_word(&word), second = str_word(&word);
	const struct error_row *row = error_rows;

	while ((row->whats >> what & 1) == 0 || (row->codes >> code & 1) == 0)
		row++;
	if (row->form[0] != '\0')
		irc_tell(irc,
		    STRS(str_from(row->form), first, second,
			text.len > 0 ? text : code_text(code),
			commands[what].len > 0 ? commands[what] : STR("*"),
			word));
}

void
irc_error_heard(struct irc *irc, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error(
		    irc, irc->ask->what, code, irc->ask->word, said->arg[2]);
}
