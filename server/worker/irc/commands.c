/*
 * The front of IRC: a client that begins as an IRC client does is one for the
 * whole connection, forkcast-irc(7). It alone knows all functions, by the
 * tables of commands.def, and each is called from here.
 */
#include "shared/text/utf8.h"
#include "worker/conn/front.h"
#include "worker/irc/ask.h"
#include "worker/irc/events.h"
#include "worker/irc/handlers.h"
#include "worker/irc/history.h"
#include "worker/irc/out.h"

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

/* The functions that take events. */
static void (*const takers[VERB_COUNT])(
    struct irc *irc, const struct command *said) = {
#define EVENT(verb, hear) [VERB_##verb] = (hear),
#include "commands.def"
};

/* Has an event taken that is shown; what it asks for is no part of an answer
 * unless the event is. */
static void
take_event(struct irc *irc, const struct command *said)
{
	irc->out.aside = irc->ask == NULL;
	if (takers[said->rule->verb] != NULL)
		takers[said->rule->verb](irc, said);
	irc->out.aside = false;
}

static struct irc *
session(struct conn *conn)
{
	struct irc *irc = conn->state;

	irc->conn = conn;
	irc->hear = hear_answer;
	return irc;
}

static void
hear(struct conn *conn, const struct command *said, const struct ask *ask)
{
	struct irc *irc = session(conn);

	irc->ask = ask;
	if (ask == NULL) {
		irc_event(irc, said, false);
		take_event(irc, said);
		if (irc_event_past(said->rule->verb) == IRC_PAST_MESSAGE)
			irc_seen(irc, said);
	} else {
		irc->out.aside = ask->aside;
		hear_answer(irc, said);
		take_event(irc, said);
		irc->ask = NULL;
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
