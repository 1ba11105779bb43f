/* The tables of commands and answers: see parts.h. */

#include "shared/text/utf8.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/errors.h"
#include "worker/irc/line.h"
#include "worker/irc/out.h"
#include "worker/irc/parts.h"

enum when { ALWAYS, BEFORE, AFTER };

static const struct row {
	struct str word;
	size_t least; /* parameters needed */
	enum when when; /* whether it needs a name, or none */
	bool local; /* answered here, after all earlier answers */
	enum irc_done (*run)(struct irc *irc, const struct irc_line *line);
	/* Of a command that only asks the router; run is null. */
	size_t about; /* the number of the parameter that is its subject */
	enum irc_asks what;
	struct str words;
} rows[] = {
#define COMMAND(word, ...) \
	{ STR(word), __VA_ARGS__, 0, IRC_ASKS_NOTHING, LIT("") },
#define QUERY(word, least, about, name, words)                          \
	{ STR(word), least, AFTER, false, NULL, about, IRC_ASKS_##name, \
		LIT(words) },
#include "commands.def"
};

/*
 * Returns the line that reports what is wrong with the client's line by its row
 * of the table; null: nothing is.
 */
static const char *
mistake_of(
    const struct irc *irc, const struct row *row, const struct irc_line *line)
{
	if (row == NULL)
		return "421 %w1 :Unknown command";
	if (row->when == AFTER && !irc->registration.done)
		return "451 :You have not registered";
	if (row->when == BEFORE && irc->registration.done)
		return "462 :You may not reregister";
	return line->count < row->least ? "461 %w1 :Not enough parameters" :
					  NULL;
}

/* Sends the words of a row, with the client's parameters. */
static enum irc_done
run_query(struct irc *irc, const struct row *row, const struct irc_line *line)
{
	struct str rest = row->words, words[4];
	size_t count = 0;

	for (; rest.len > 0; count++) {
		words[count] = str_word(&rest);
		if (words[count].at[0] == '%')
			words[count] = line->param[words[count].at[1] - '1'];
	}
	return irc_ask_or_fail(irc, row->what,
	    row->about > 0 ? line->param[row->about - 1] : row->word, words,
	    count);
}

static enum irc_done
run(struct irc *irc, const struct irc_line *line)
{
	const struct row *row = rows;
	const char *mistake;

	while (
	    row < rows + COUNT(rows) && !str_caseeq(row->word, line->command))
		row++;
	if (row == rows + COUNT(rows))
		row = NULL;
	mistake = mistake_of(irc, row, line);
	if (mistake != NULL) {
		irc_tell(irc, IRC_WORDS(str_from(mistake), line->command));
		return IRC_DONE;
	}
	if (row->local && !irc_settled(irc))
		return IRC_WAIT;
	return row->run != NULL ? row->run(irc, line) :
				  run_query(irc, row, line);
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

/* Begins a new line. Returns IRC_WAIT if it must wait. */
static enum irc_done
begin(struct irc *irc, const struct irc_line *line)
{
	struct str label;

	if (irc_can(irc, CAP_LABELED_RESPONSE) &&
	    irc_multiline_label(irc, line, &label)) {
		/*
		 * No other answers may come between the lines of a labelled
		 * answer.
		 */
		if (!irc_settled(irc))
			return IRC_WAIT;
		irc_out_label(irc, label);
	}
	irc->has_begun = true;
	irc->has_asked = false;
	irc->step = 0;
	return IRC_DONE;
}

static enum irc_done
do_step(struct irc *irc, struct str text)
{
	struct irc_line line;
	const enum irc_read read = irc_line_read(text, &line);

	if (!irc->has_begun && begin(irc, &line) == IRC_WAIT)
		return IRC_WAIT;
	if (read == IRC_OK && is_utf8(text))
		return run(irc, &line);
	if (read == IRC_OK)
		TELL(irc, "FAIL %w1 INVALID_UTF8 :Message is not valid UTF-8",
		    line.command);
	else if (read == IRC_BAD_COMMAND)
		TELL(irc, "421 %w1 :Unknown command", line.command);
	else if (read != IRC_EMPTY && read != IRC_BAD_BYTE)
		TELL(irc, "417 :Input line was too long");
	return IRC_DONE;
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
	enum irc_done done = IRC_MORE;
	struct ask *last;

	ask_first(irc);
	if (irc->out.too_early && !irc_settled(irc))
		return false;
	while (done == IRC_MORE && conn_ready(irc->conn)) {
		irc->out.early = irc->conn->asks->count;
		irc->out.too_early = false;
		done = do_step(irc, text);
		irc->out.early = 0;
		/* What was written too early must be repeated: see out.h. */
		if (irc->out.too_early && !irc_settled(irc))
			return false;
		irc->step += done == IRC_MORE;
	}
	if (done != IRC_DONE)
		return false;
	irc->has_begun = false;
	last = ask_queue_last(irc->conn->asks);
	if (irc->has_asked && last != NULL)
		last->ends = true;
	else if (irc->out.labelled && last == NULL)
		irc_out_done(irc);
	return true;
}

bool
irc_command_too_long(struct irc *irc)
{
	ask_first(irc);
	if (!irc_settled(irc))
		return false;
	TELL(irc, "417 :Input line was too long");
	return true;
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
	ROW(LUSERS, OK, "251 :There are %1 users and 0 invisible on 1 servers"),
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

static void
hear_answer(struct irc *irc, const struct command *said, const struct ask *ask)
{
	const bool is_error = said->rule->verb == VERB_ERR;

	/* A join that fails has no topic, marker, names and keys. */
	if (irc->join_failed && ask->what >= IRC_ASKS_JOIN_TOPIC &&
	    ask->what <= IRC_ASKS_JOIN_HEARD)
		return;
	/* Nor is there a welcome without a name. */
	if (!irc->registration.done && ask->what >= IRC_ASKS_SELF &&
	    ask->what <= IRC_ASKS_MOTD)
		return;
	irc->ask = ask;
	if (is_error && kinds[ask->what].errors == NO_ERRORS)
		irc_error_heard(irc, ask->what, said);
	else if (!is_error || kinds[ask->what].errors == WITH_ERRORS)
		kinds[ask->what].hear(irc, said);
	irc->ask = NULL;
}

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
	hear_answer(irc, said, ask);
	if (relation == RELATION_WHOLE && ask->ends)
		irc_out_done(irc);
	irc_event_to_itself(irc, said);
	if (!has_tags(said) && !irc_lines_go_on(irc))
		irc->tags.len = 0;
}
