/*
 * The front of IRC: a client that begins as an IRC client does is one for the
 * whole connection, forkcast-irc(7). And the tables of commands, answers and
 * errors: see session.h.
 */
#include <assert.h>

#include "shared/text/utf8.h"
#include "worker/conn/front.h"
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
	irc_ask(irc, row->what,
	    row->about > 0 ? line->param[row->about - 1] : row->word, words,
	    count);
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

	if (read == IRC_TOO_LONG)
		TELL(irc, "417 :Input line was too long");
	else if (read == IRC_NOTHING)
		return;
	else if (!utf8_is_valid(text.at, text.len))
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
 * Runs a line, without its LF, or reports one that was too long and has been
 * dropped. Returns false if it must be given again when more has been answered.
 */
static bool
run_line(struct irc *irc, struct str text)
{
	struct irc_line line = { .count = 0 };
	const enum irc_read read =
	    irc->is_too_long ? IRC_TOO_LONG : irc_line_read(text, &line);
	const struct row *row = row_find(line.command);
	const struct str label = irc_label(irc, &line);
	const bool is_message =
	    row != NULL && row->run == irc_message && label.len == 0;

	if (!(irc->overlaps && is_message) && !is_settled(irc))
		return false;
	irc->waits = false;
	if (label.len > 0)
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

/*
 * Takes the next line. Returns false if there is none, or if it must wait and
 * be given again.
 */
static bool
take_line(struct irc *irc)
{
	struct conn *conn = irc->conn;
	const size_t up = buf_len(&conn->up);
	struct str line = STR("");

	if (!irc->is_too_long) {
		const enum line_found found =
		    buf_line_upto(&conn->in, IRC_LINE, &line);
		if (found == LINE_NONE)
			return false;
		irc->is_too_long = found == LINE_TOO_LONG;
	}
	if (!run_line(irc, line))
		return false;
	if (buf_len(&conn->up) == up)
		conn_count(conn, 0);
	if (!irc->is_too_long)
		buf_drop_line(&conn->in, line);
	irc->is_too_long = false;
	return true;
}

enum code
irc_try(struct irc *irc, enum irc_asks what, struct str about,
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
	ROW(AWAY, OK, IRC_AWAY),
	ROW(HERE_AGAIN, OK, IRC_HERE),
	ROW(PING, OK, "PONG %s :%0"),
	ROW(TIME, OK, "391 %s :%2[ %3][ %4][ %5][ %6][ %7]"),
	ROW(MONITORED, OK, "733 :End of MONITOR list"),
	ROW(MONITORED, ONLINE, "732 :%a2"),
	ROW(MONITORED, OFFLINE, "732 :%a2"),
	ROW(INVITE, OK, "341 %2 #%1"),
	ROW(LUSERS, OK, "251 :There are %1 users and 0 services on 1 servers"),
	ROW(LUSERS, OK, "252 %3 :operator(s) online"),
	ROW(LUSERS, OK, "253 %2 :unknown connection(s)"),
	ROW(LUSERS, OK, "254 %4 :channels formed"),
	ROW(LUSERS, OK, "255 :I have %1 clients and 0 servers"),
	/* The target is as the client has written it. */
	ROW(MARKREAD, OK, "MARKREAD %0 %T2"),
	ROW(JOIN_MARKREAD, OK, "MARKREAD %0 %T2"),
	ROW(OPER, OK, "381 :You are now an IRC operator"),
	ROW(OPER, OK, ":MODE %n +o"),
	ROW(REGISTER, OK,
	    "REGISTER SUCCESS %1 :Account successfully registered"),
	ROW(PASS_LOGIN, OK, ""),
	ROW(GUESTS, OK, "NOTICE %n :Guests are %1"),
	ROW_IF(FIRST, MOTD, MOTD, "375 :- %s Message of the day - "),
	ROW(MOTD, MOTD, "372 :- %1"),
	ROW_IF(FIRST, MOTD, OK, "422 :There is no message of the day"),
	ROW_IF(LATER, MOTD, OK, "376 :End of /MOTD command."),
	ROW(WHOIS, PERSON, "311 %a3 %U3 %H3 * :%6"),
	ROW(WHOIS, PERSON, "312 %a3 %s :forkcastd"),
	ROW(WHOIS, PERSON, "317 %a3 %5 %d4 :seconds idle, signon time"),
	ROW(WHOIS, FROM, "378 %1 :is connecting from %2"),
	ROW(WHOIS, OK, "318 %w1 :End of WHOIS list"),
	ROW(WHOIS, ERR, "401 %w0 :No such nick/channel"),
	ROW(WHOIS, ERR, "318 %w0 :End of WHOIS list"),
	ROW(WHOWAS, OK, "406 %w0 :There was no such nickname"),
	ROW(WHOWAS, OK, "369 %w0 :End of WHOWAS"),
	ROW(BANS, MASK, "367 #%1 %3 %4 %d5"),
	ROW(BANS, OK, "368 #%1 :End of channel ban list"),
	ROW(EXCEPTS, MASK, "348 #%1 %3 %4 %d5"),
	ROW(EXCEPTS, OK, "349 #%1 :End of channel exception list"),
	ROW(INVEXES, MASK, "346 #%1 %3 %4 %d5"),
	ROW(INVEXES, OK, "347 #%1 :End of channel invite list"),
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

/* Has the answer to irc->ask taken as its kind says. */
static void
hear_answer(struct irc *irc, const struct command *said)
{
	const enum irc_asks what = irc->ask->what;
	const bool is_error = said->rule->verb == VERB_ERR;

	if (is_error && kinds[what].errors == NO_ERRORS)
		irc_error_heard(irc, said);
	else if (!is_error || kinds[what].errors == WITH_ERRORS)
		kinds[what].hear(irc, said);
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
	hear_answer(irc, &refused);
	irc->ask = before;
}

static struct irc *
session(struct conn *conn)
{
	struct irc *irc = conn->state;

	irc->conn = conn;
	return irc;
}

static void
hear(struct conn *conn, const struct command *said, const struct ask *ask)
{
	struct irc *irc = session(conn);

	irc->ask = ask;
	if (ask == NULL) {
		irc_event(irc, said, false);
		if (irc_event_past(said->rule->verb) == IRC_PAST_MESSAGE)
			irc_seen(irc, said);
	} else {
		irc->out.aside = ask->aside;
		hear_answer(irc, said);
		irc->ask = NULL;
		irc->out.aside = false;
		if (irc->conn->asks->count == 0)
			irc_out_done(irc);
		irc_event_to_itself(irc, said);
	}
	/* Tags belong to the line behind them. */
	if (said->rule->verb != VERB_TAGS &&
	    !(said->rule->verb == VERB_PAST &&
		str_begins(said->arg[0], STR("tags "))) &&
	    !irc_lines_go_on(irc))
		irc->tags.len = 0;
	irc_seen_ping(irc, said->rule->verb == VERB_PING);
}

static bool
is_end(char byte)
{
	return byte == ' ' || byte == '\r' || byte == '\n';
}

/*
 * Returns the first word, skipping line ends and spaces before it. Sets *whole
 * if the word has ended.
 */
static struct str
first_word(struct str said, bool *whole)
{
	size_t len = 0;

	while (said.len > 0 && is_end(said.at[0]))
		str_drop(&said, 1);
	while (len < said.len && !is_end(said.at[len]))
		len++;
	*whole = len < said.len;
	return (struct str) { said.at, len };
}

/* Returns whether it is the first word of an IRC client. */
static bool
is_first_word(struct str word)
{
	return conn_has_word(STR("cap nick user authenticate"), word) ||
	    str_eq(word, STR("PASS")) || str_eq(word, STR("PING"));
}

/* So many letters without a space are no first word. */
#define FIRST_WORD sizeof("AUTHENTICATE")

static enum claim
claims(const struct conn *conn, enum front_why why)
{
	bool whole;
	const struct str word = first_word(buf_str(&conn->in), &whole);

	if (conn->native || word.len == 0)
		return CLAIM_NO;
	if (word.at[0] == '@' || word.at[0] == ':')
		return CLAIM_YES;
	if (whole)
		return is_first_word(word) ? CLAIM_YES : CLAIM_NO;
	return why == FRONT_BYTES && word.len < FIRST_WORD &&
		str_lower(word.at[0]) >= 'a' && str_lower(word.at[0]) <= 'z' ?
	    CLAIM_WAIT :
	    CLAIM_NO;
}

/* Takes lines until QUIT; input after QUIT is dropped. */
static void
input(struct conn *conn, enum front_why why)
{
	struct irc *irc = session(conn);

	(void)why;
	conn->drains = false;
	/* The server's name is in each line, its offers in one of the first. */
	if (irc->network.len == 0) {
		IRC_KEEP(irc->network, STR("forkcast")); /* until it is known */
		ASK(irc, SERVER, STR(""), STR("server"));
		ASK(irc, CAN, STR(""), STR("can"));
	}
	while (!irc->has_quit && conn_ready(conn) && take_line(irc))
		continue;
	if (irc->has_quit)
		buf_drop(&conn->in, buf_len(&conn->in));
}

const struct front front_irc = { .claims = claims,
	.input = input,
	.hear = hear,
	.state = sizeof(struct irc) };

/*
 * The translation of errors: the purposes of a command and the router's error
 * codes give the form of a line. The first row that has both counts; without
 * one, it is 400. An empty form says nothing. The words of a form are the first
 * two words of the command's subject, the router's text, the name of the
 * command, and the rest of the subject.
 *
 * Some purposes report all or some errors by themselves: SASL (account.c) 904,
 * and BATCH (events.c).
 */
static_assert(IRC_ASKS_SERVER <= 64 && CODE_COUNT <= 64, "masks of 64 bits");
#define FOR(what) ((uint64_t)1 << IRC_ASKS_##what)
#define ON(code) ((uint64_t)1 << CODE_##code)
#define ANY UINT64_MAX

#define NAMING (FOR(NICK) | FOR(NAME))
#define BY_OPERATOR (FOR(KILL) | FOR(GUESTS))
#define SAYING (FOR(PRIVMSG) | FOR(TAGMSG))
#define OF_METADATA                                                    \
	(FOR(METADATA_MAY) | FOR(METADATA_SET) | FOR(METADATA_CLEAR) | \
	    FOR(METADATA_KEY) | FOR(METADATA_ROWS))
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
	{ OF_METADATA, NO_NAME | NO_GROUP | MALFORMED,
	    "FAIL METADATA INVALID_TARGET %w1 :No such channel or nickname" },
	{ OF_METADATA, ON(NO_SUCH_KEY),
	    "FAIL METADATA KEY_INVALID %w2 "
	    ":Invalid key: use up to 32 letters, digits and _./-" },
	{ OF_METADATA, ON(TOO_MANY), "FAIL METADATA LIMIT_REACHED %w1 :%3" },
	{ OF_METADATA, ON(SLOW_DOWN),
	    "FAIL METADATA RATE_LIMITED %w1 %w2 :%3" },
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
