/* The tables of commands and answers: see commands.h. */
#include "worker/irc/commands.h"

#include "shared/text/utf8.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/capabilities.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/letters.h"
#include "worker/irc/line.h"
#include "worker/irc/lines_shown.h"
#include "worker/irc/multiline.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

enum when { ALWAYS, BEFORE, AFTER };

static const struct row {
	struct str word;
	size_t least; /* parameters needed */
	enum when when; /* whether it needs a name, or none */
	bool local; /* answered here, after all earlier answers */
	enum irc_done (*run)(struct irc *irc, const struct irc_line *line);
	enum irc_asks what; /* if it only asks the router; run is null */
	struct str verb;
} rows[] = {
#define COMMAND(word, ...) \
	{ STR(word), __VA_ARGS__, IRC_ASKS_NOTHING, LIT("") },
#define QUERY(word, when, name, verb) \
	{ STR(word), 0, when, false, NULL, IRC_ASKS_##name, LIT(verb) },
#include "commands.def"
};

static const struct row *
command_find(struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_caseeq(rows[i].word, word))
			return &rows[i];
	return NULL;
}

/* Returns the numeric for a line that the table forbids, or 0. */
static int
mistake_of(
    const struct irc *irc, const struct row *row, const struct irc_line *line)
{
	if (row == NULL)
		return 421;
	if (row->when == AFTER && !irc->registration.done)
		return 451;
	if (row->when == BEFORE && irc->registration.done)
		return 462;
	return line->count < row->least ? 461 : 0;
}

static void
tell_mistake(struct irc *irc, int mistake, const struct irc_line *line)
{
	const struct str word = irc_word(line->command);

	if (mistake == 421)
		NUMERIC(irc, "421", word, STR(" :Unknown command"));
	else if (mistake == 451)
		NUMERIC(irc, "451", STR(":You have not registered"));
	else if (mistake == 462)
		NUMERIC(irc, "462", STR(":You may not reregister"));
	else
		NUMERIC(irc, "461", word, STR(" :Not enough parameters"));
}

static enum irc_done
irc_commands_run(struct irc *irc, const struct irc_line *line)
{
	const struct row *row = command_find(line->command);
	const int mistake = mistake_of(irc, row, line);

	if (mistake != 0) {
		tell_mistake(irc, mistake, line);
		return IRC_DONE;
	}
	if (row->local && !irc_settled(irc))
		return IRC_WAIT;
	return row->run != NULL ?
	    row->run(irc, line) :
	    IRC_ASK_OR_TELL(irc, row->what, row->word, row->verb);
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

/* Reports a line that could not be parsed. */
static void
command_refuse(struct irc *irc, enum irc_read read, const struct irc_line *line)
{
	if (read == IRC_BAD_COMMAND)
		NUMERIC(irc, "421", irc_word(line->command),
		    STR(" :Unknown command"));
	else if (read != IRC_EMPTY && read != IRC_BAD_BYTE)
		NUMERIC(irc, "417", STR(":Input line was too long"));
}

/* Begins a new line. Returns IRC_WAIT if it must wait. */
static enum irc_done
command_begin(struct irc *irc, const struct irc_line *line)
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

static void
irc_commands_end(struct irc *irc)
{
	struct ask *last = ask_queue_last(irc->conn->asks);

	irc->has_begun = false;
	if (irc->has_asked && last != NULL)
		last->ends = true;
	else if (irc->out.labelled && last == NULL)
		irc_out_done(irc);
}

static enum irc_done
do_step(struct irc *irc, struct str text)
{
	struct irc_line line;
	const enum irc_read read = irc_line_read(text, &line);

	if (!irc->has_begun && command_begin(irc, &line) == IRC_WAIT)
		return IRC_WAIT;
	if (read == IRC_OK && is_utf8(text))
		return irc_commands_run(irc, &line);
	if (read != IRC_OK)
		command_refuse(irc, read, &line);
	else
		irc_fail(irc, line.command, STR("INVALID_UTF8"),
		    STR("Message is not valid UTF-8"));
	return IRC_DONE;
}

/* Does a step. If it has written too early, it must be repeated: see out.h. */
static enum irc_done
try_step(struct irc *irc, struct str text)
{
	enum irc_done done;

	irc->out.early = irc->conn->asks->count;
	irc->out.too_early = false;
	done = do_step(irc, text);
	irc->out.early = 0;
	return irc->out.too_early && !irc_settled(irc) ? IRC_WAIT : done;
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
	(void)IRC_ASK(irc, IRC_ASKS_SERVER, STR(""), STR("server"));
	(void)IRC_ASK(irc, IRC_ASKS_CAN, STR(""), STR("can"));
}

bool
irc_command(struct irc *irc, struct str text)
{
	enum irc_done done = IRC_MORE;

	ask_first(irc);
	if (irc->out.too_early && !irc_settled(irc))
		return false;
	while (done == IRC_MORE && conn_ready(irc->conn)) {
		done = try_step(irc, text);
		irc->step += done == IRC_MORE;
	}
	if (done != IRC_DONE)
		return false;
	irc_commands_end(irc);
	return true;
}

bool
irc_command_too_long(struct irc *irc)
{
	ask_first(irc);
	if (!irc_settled(irc))
		return false;
	command_refuse(irc, IRC_TOO_LONG, NULL);
	return true;
}

/* The function for each kind of answer, and whether it takes err, too. */
static const struct {
	enum { NO_ERRORS, WITH_ERRORS } errors;
	void (*hear)(struct irc *irc, const struct command *said);
} kinds[IRC_ASKS_COUNT] = {
#define QUESTION(name, word, errors, hear) { errors, hear },
#include "commands.def"
};

/* Ignores an answer. */
void
irc_hear_nothing(struct irc *irc, const struct command *said)
{
	(void)irc;
	(void)said;
}

/* Reports "err VERB CODE text for a person" as a numeric. */
static void
hear_error(struct irc *irc, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error_saying(
		    irc, irc->ask->what, code, irc->ask->word, said->arg[2]);
}

static void
hear_answer(struct irc *irc, const struct ask *ask, const struct command *said)
{
	irc->ask = ask;
	if (said->rule->verb == VERB_ERR &&
	    kinds[ask->what].errors == NO_ERRORS)
		hear_error(irc, said);
	else
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
	hear_answer(irc, ask, said);
	if (relation == RELATION_WHOLE && ask->ends)
		irc_out_done(irc);
	irc_event_to_itself(irc, said);
	if (!has_tags(said) && !irc_lines_go_on(irc))
		irc->tags.len = 0;
}
