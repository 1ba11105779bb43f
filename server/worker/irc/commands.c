/* The tables of commands, answers and errors: see session.h. */
#include <assert.h>

#include "shared/text/utf8.h"
#include "worker/irc/session.h"

enum when { ALWAYS, BEFORE, AFTER };

static const struct row {
	struct str word;
	size_t least; /* parameters needed */
	enum when when; /* whether it needs a name, or none */
	void (*run)(struct irc *irc, const struct irc_line *line);
	/* Of a command that only asks the router; run is null. */
	size_t about; /* the number of the parameter that is its subject */
	enum irc_asks what;
	struct str words;
} rows[] = {
#define COMMAND(word, ...) \
	{ STR(word), __VA_ARGS__, 0, IRC_ASKS_NOTHING, LIT("") },
#define QUERY(word, least, about, name, words) \
	{ STR(word), least, AFTER, NULL, about, IRC_ASKS_##name, LIT(words) },
#include "commands.def"
};

/* Sends the words of a row, with the client's parameters. */
static void
run_query(struct irc *irc, const struct row *row, const struct irc_line *line)
{
	struct str rest = row->words, words[4] = { STR("") };
	size_t count = 0;

	for (; rest.len > 0; count++) {
		words[count] = str_word(&rest);
		if (words[count].at[0] == '%')
			words[count] = line->param[words[count].at[1] - '1'];
	}
	irc_ask_or_fail(irc, row->what,
	    row->about > 0 ? line->param[row->about - 1] : row->word, words,
	    count);
}

static bool
is_utf8(struct str text)
{
	uint32_t character;

	while (text.len > 0) {
		const size_t len = utf8_decode(text.at, text.len, &character);
		if (len == 0)
			return false;
		str_drop(&text, len);
	}
	return true;
}

static const struct row *
row_find(struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_caseeq(rows[i].word, word))
			return &rows[i];
	return NULL;
}

/*
 * Runs a line that is as the parser says, by its row, or reports what is wrong
 * with it.
 */
static void
run(struct irc *irc, const struct row *row, const struct irc_line *line,
    enum irc_read read, struct str text)
{
	const bool named = irc->registration.done;

	if (read == IRC_TAGS_TOO_LONG || read == IRC_TOO_LONG)
		TELL(irc, "417 :Input line was too long");
	else if (read == IRC_EMPTY || read == IRC_BAD_BYTE)
		return;
	else if (read == IRC_OK && !is_utf8(text))
		TELL(irc, "FAIL %w1 INVALID_UTF8 :Message is not valid UTF-8",
		    line->command);
	else if (row == NULL)
		TELL(irc, "421 %w1 :Unknown command", line->command);
	else if (row->when == AFTER && !named)
		TELL(irc, "451 :You have not registered");
	else if (row->when == BEFORE && named)
		TELL(irc, "462 :You may not reregister");
	else if (line->count < row->least ||
	    (row->least > 0 && line->param[0].len == 0))
		TELL(irc, "461 %w1 :Not enough parameters", line->command);
	else if (row->run != NULL)
		row->run(irc, line);
	else
		run_query(irc, row, line);
}

/*
 * Makes the connection wait until every command has been answered, if not all
 * are. Returns whether all are.
 */
static bool
is_settled(struct irc *irc)
{
	irc->conn->drains = irc->conn->asks->count > 0;
	return !irc->conn->drains;
}

/*
 * Asks for the server's name, which is in each line to the client, and for its
 * offers, which are in one of the first lines, before any other command.
 */
static void
ask_first(struct irc *irc)
{
	if (irc->asked_server)
		return;
	irc->asked_server = true;
	IRC_KEEP(irc->network, STR("forkcast")); /* until it is known */
	(void)ASK(irc, SERVER, STR(""), STR("server"));
	(void)ASK(irc, CAN, STR(""), STR("can"));
}

bool
irc_command(struct irc *irc, struct str text)
{
	struct str label = STR("");
	struct irc_line line;
	const enum irc_read read = irc_line_read(text, &line);
	const struct row *row = row_find(line.command);
	const bool labelled =
	    irc_can(irc, CAP_LABELED_RESPONSE) && irc_label(irc, &line, &label);
	const bool is_message =
	    row != NULL && row->run == irc_message && !labelled;

	ask_first(irc);
	if (!(irc->overlaps && is_message) && !is_settled(irc))
		return false;
	irc->waits = false;
	if (labelled)
		irc_out_label(irc, label);
	run(irc, row, &line, read, text);
	if (irc->waits) {
		(void)is_settled(irc);
		return false;
	}
	irc->overlaps = is_message;
	if (irc->conn->asks->count == 0)
		irc_out_done(irc);
	return true;
}

bool
irc_command_too_long(struct irc *irc)
{
	ask_first(irc);
	if (!is_settled(irc))
		return false;
	TELL(irc, "417 :Input line was too long");
	return true;
}

enum code
irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count)
{
	const size_t used = count - (words[count - 1].len == 0);

	return conn_ask(irc->conn, words, used,
	    (struct ask) {
		.aside = irc->out.aside, .what = what, .word = about });
}

/*
 * The answers that map one to one: each line that the router says in answer to
 * such a purpose gives one line in each of these forms. The words of "ok" are
 * those after its verb, and the words of another line are its arguments. An
 * empty form says nothing.
 */
static const struct {
	enum irc_asks what;
	enum verb verb;
	enum { ALL, FIRST, LATER } when; /* only as its first line, or later */
	const char *form;
} answers[] = {
#define ROW(what, verb, form) ROW_IF(ALL, what, verb, form)
#define ROW_IF(when, what, verb, form)                   \
	{                                                \
		IRC_ASKS_##what, VERB_##verb, when, form \
	}
	ROW(AWAY, OK, "306 :You have been marked as being away"),
	ROW(HERE_AGAIN, OK, "305 :You are no longer marked as being away"),
	ROW(PING, OK, "PONG %s :%0"),
	ROW(TIME, OK, "391 %s :%2[ %3][ %4][ %5][ %6][ %7]"),
	ROW(MONITORED, OK, "733 :End of MONITOR list"),
	ROW(MONITORED, ONLINE, "732 :%a2"),
	ROW(MONITORED, OFFLINE, "732 :%a2"),
	ROW(INVITE, OK, "341 %2 #%1"),
	ROW(INVITED, INVITED, "336 #%1"),
	ROW(INVITED, OK, "337 :End of INVITE list"),
	ROW(LUSERS, OK, "251 :There are %1 users and 0 services on 1 servers"),
	ROW(LUSERS, OK, "252 %3 :operator(s) online"),
	ROW(LUSERS, OK, "253 %2 :unknown connection(s)"),
	ROW(LUSERS, OK, "254 %4 :channels formed"),
	ROW(LUSERS, OK, "255 :I have %1 clients and 0 servers"),
	ROW(LUSERS, OK, "265 %1 %5 :Current local users %1, max %5"),
	ROW(LUSERS, OK, "266 %1 %5 :Current global users %1, max %5"),
	ROW(OPER, OK, "381 :You are now an IRC operator"),
	ROW(OPER, OK, ":MODE %n +o"),
	ROW(REHASH, OK, "382 forkcastd.conf :Rehashing"),
	ROW_IF(FIRST, MOTD, MOTD, "375 :- %s Message of the day - "),
	ROW(MOTD, MOTD, "372 :- %1"),
	ROW_IF(FIRST, MOTD, OK, "422 :There is no message of the day"),
	ROW_IF(LATER, MOTD, OK, "376 :End of /MOTD command."),
	ROW(WHOWAS, WAS, "314 %a2 %U2 %H2 * :%3"),
	ROW(WHOWAS, WAS, "312 %a2 %s :%D1"),
	ROW_IF(FIRST, WHOWAS, OK, "406 %w0 :There was no such nickname"),
	ROW(WHOWAS, OK, "369 %w0 :End of WHOWAS"),
	ROW(WHOWAS, ERR, "406 %w0 :There was no such nickname"),
	ROW(WHOWAS, ERR, "369 %w0 :End of WHOWAS"),
	ROW(MODE_OTHER, OK, "502 :Cannot change mode for other users"),
	ROW(MODE_OTHER, GONE, ""),
	ROW(METADATA_LATER, IN, "774 #%3"),
	ROW(METADATA_LATER, GONE, ""),
};

/* Takes an answer of the table, or an answer that is an event. */
void
irc_hear_forms(struct irc *irc, const struct command *said)
{
	const enum verb verb = said->rule->verb;
	struct str words[10] = { { NULL, 0 } }, rest = said->arg[1];
	bool found = false;

	if (verb == VERB_OK)
		for (size_t i = 1; i < COUNT(words); i++)
			words[i] = str_word(&rest);
	else
		memcpy(words + 1, said->arg, sizeof(said->arg));
	for (size_t i = 0; i < COUNT(answers); i++) {
		if (answers[i].what != irc->ask->what ||
		    answers[i].verb != verb)
			continue;
		found = true;
		words[0] = str_from(answers[i].form);
		if (words[0].len > 0 &&
		    (answers[i].when == ALL ||
			(answers[i].when == FIRST) == (irc->list_lines == 0)))
			irc_tell(irc, words, COUNT(words));
	}
	if (!found)
		irc_event(irc, said, true);
	else if (verb == VERB_OK || verb == VERB_ERR)
		irc->list_lines = 0;
	else
		irc->list_lines++;
}

/* The function for each kind of answer, and whether it takes err, too. */
static const struct {
	enum { NO_ERRORS, WITH_ERRORS, DROP_ERRORS } errors;
	void (*hear)(struct irc *irc, const struct command *said);
} kinds[IRC_ASKS_COUNT] = {
#define QUESTION(name, word, errors, hear) { errors, hear },
#include "commands.def"
};

/* Returns whether the line has tags, which belong to the next one. */
static bool
has_tags(const struct command *said)
{
	return said->rule->verb == VERB_TAGS ||
	    (said->rule->verb == VERB_PAST &&
		str_begins(said->arg[0], STR("tags ")));
}

void
irc_hear(struct irc *irc, const struct command *said, const struct ask *ask,
    enum relation relation)
{
	const bool is_error = said->rule->verb == VERB_ERR;

	if (said->rule->verb == VERB_CAN) {
		irc_capabilities_change(irc, said->arg[0]);
		return;
	}
	if (irc_letters_hear(irc, said))
		return;
	if (ask == NULL || !ask->own) {
		irc_event(irc, said, false);
		return;
	}
	irc->ask = ask;
	irc->out.aside = ask->aside;
	if (is_error && kinds[ask->what].errors == NO_ERRORS)
		irc_error_heard(irc, ask->what, said);
	else if (!is_error || kinds[ask->what].errors == WITH_ERRORS)
		kinds[ask->what].hear(irc, said);
	irc->ask = NULL;
	irc->out.aside = false;
	if (relation == RELATION_WHOLE && irc->conn->asks->count == 0)
		irc_out_done(irc);
	irc_event_to_itself(irc, said);
	if (!has_tags(said) && !irc_lines_go_on(irc))
		irc->tags.len = 0;
}

/*
 * The translation of errors: the purposes of a command and the router's error
 * codes give the form of a line. The first row that has both counts; without
 * one, it is 400. An empty form says nothing. The words of a form are the first
 * two words of the command's subject, the router's text, the name of the
 * command, and the rest of the subject.
 *
 * Some purposes report all or some errors by themselves: WHOIS (people.c) 401
 * and 318, SASL (account.c) 904, and BATCH (message.c).
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

static const struct error_row {
	uint64_t whats; /* mask of FOR */
	uint64_t codes; /* mask of ON */
	const char *form;
} error_rows[] = {
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
	{ FOR(INVITE) | FOR(KICK), NO_NAME | ON(BAD_COMMAND),
	    "401 %w2 :No such nick/channel" },
	{ FOR(OPER), ON(NOT_ALLOWED) | ON(BAD_NAME) | MALFORMED,
	    "464 :Password incorrect" },
	{ FOR(OPER), ON(UNAVAILABLE),
	    "491 :Cannot become an operator now; try again later" },
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
	return number < COUNT(error_rows) ? error_rows[number].form : NULL;
}

void
irc_error(struct irc *irc, enum irc_asks what, enum code code, struct str word,
    struct str text)
{
	const struct str first = str_word(&word), second = str_word(&word);
	const struct error_row *row = error_rows;

	/* The router may say more, such as which name it looks like. */
	if (code == CODE_NAME_TAKEN && (NAMING >> what & 1) != 0 &&
	    str_eq(text, code_text(code)))
		text = STR("Nickname is already in use");
	while ((row->whats >> what & 1) == 0 || (row->codes >> code & 1) == 0)
		row++;
	if (row->form[0] != '\0')
		irc_tell(irc,
		    STRS(str_from(row->form), first, second, text,
			commands[what].len > 0 ? commands[what] : STR("*"),
			word));
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
