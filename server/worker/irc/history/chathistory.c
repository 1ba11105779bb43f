/*
 * CHATHISTORY (IRCv3 draft/chathistory): the past of a channel or of a talk, by
 * the router's verb history, and the list of both, by its verb talks.
 */
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

#define SPACE STR(" ")

static const struct str nothing;

/* The parameters of a line. */
struct query {
	struct str word; /* the subcommand, as the client wrote it */
	struct str target;
	struct str table;
	struct irc_reference from; /* the first reference */
	struct irc_reference to; /* the second one */
	uint64_t limit;
	char room[IRC_TABLE];
};

/* Writes FAIL CHATHISTORY CODE SUBCOMMAND [ABOUT] :text. */
static enum irc_done
fail(struct irc *irc, struct str code, struct str word, struct str about,
    struct str text)
{
	struct irc_about room;
	const struct str words[] = { irc_word(word), irc_word(about) };

	irc_fail_about(irc, STR("CHATHISTORY"), code,
	    irc_about(&room, words, about.len > 0 ? 2 : 1), text);
	return IRC_DONE;
}

/*
 * Sends "history T [said] HOW A [B [C]]": a client without event-playback gets
 * messages only, and N of them.
 */
static enum code
ask(struct irc *irc, const struct query *query, struct str how, struct str a,
    struct str b, struct str c)
{
	const bool all = irc_can(irc, CAP_EVENT_PLAYBACK);
	const struct str some[] = { STR("said"), how, a, b, c };
	struct str words[2 + COUNT(some)] = { STR("history"), query->table };
	struct irc_about room;
	size_t count = 2;

	for (size_t i = all ? 1 : 0; i < COUNT(some); i++)
		if (some[i].len > 0)
			words[count++] = some[i];
	return irc_ask(irc, IRC_ASKS_CHATHISTORY,
	    IRC_ABOUT(&room, query->target, query->word), words, count);
}

static enum code
ask_latest(struct irc *irc, const struct query *query)
{
	/* "*" is the time 0. */
	return ask(irc, query, STR("last"), DECIMAL(query->limit),
	    query->from.last > 0 ? DECIMAL(query->from.last) : nothing,
	    nothing);
}

static enum code
ask_before(struct irc *irc, const struct query *query)
{
	return ask(irc, query, STR("before"), DECIMAL(query->from.first),
	    DECIMAL(query->limit), nothing);
}

static enum code
ask_after(struct irc *irc, const struct query *query)
{
	return ask(irc, query, STR("after"), DECIMAL(query->from.last),
	    DECIMAL(query->limit), nothing);
}

static enum code
ask_around(struct irc *irc, const struct query *query)
{
	return ask(irc, query, STR("around"), DECIMAL(query->from.first),
	    DECIMAL(query->limit), nothing);
}

/*
 * Asks for the messages between the two, both excluded; backwards if the first
 * is the later one. There are none between references that overlap.
 */
static enum code
ask_between(struct irc *irc, const struct query *query)
{
	uint64_t from = query->from.first, to = from;

	if (query->from.last < query->to.first) {
		from = query->from.last;
		to = query->to.first;
	} else if (query->to.last < query->from.first) {
		to = query->to.last;
	}
	return ask(irc, query, STR("between"), DECIMAL(from), DECIMAL(to),
	    DECIMAL(query->limit));
}

/* Asks for the targets between the two times, which come in either order. */
static enum code
ask_targets(struct irc *irc, const struct query *query)
{
	const bool ascends = query->from.first <= query->to.first;
	const struct irc_reference *low = ascends ? &query->from : &query->to;
	const struct irc_reference *high = ascends ? &query->to : &query->from;
	struct irc_about room;

	return IRC_ASK(irc, IRC_ASKS_TARGETS,
	    IRC_ABOUT(&room, STR("*"), query->word), STR("talks"),
	    DECIMAL(low->last), DECIMAL(high->first), DECIMAL(query->limit));
}

/* The subcommands. */
static const struct subcommand {
	struct str word;
	bool has_target;
	bool may_star; /* "*" may be in place of the reference */
	size_t references;
	enum code (*ask)(struct irc *irc, const struct query *query);
} subcommands[] = {
	{ LIT("LATEST"), true, true, 1, ask_latest },
	{ LIT("BEFORE"), true, false, 1, ask_before },
	{ LIT("AFTER"), true, false, 1, ask_after },
	{ LIT("AROUND"), true, false, 1, ask_around },
	{ LIT("BETWEEN"), true, false, 2, ask_between },
	{ LIT("TARGETS"), false, false, 2, ask_targets },
};

static const struct subcommand *
subcommand_find(struct str word)
{
	for (size_t i = 0; i < COUNT(subcommands); i++)
		if (str_caseeq(subcommands[i].word, word))
			return &subcommands[i];
	return NULL;
}

/* Reads the limit. One that is too high means the highest. */
static bool
read_limit(struct str word, uint64_t *limit)
{
	if (!str_to_number(word, UINT64_MAX, limit) || *limit == 0)
		return false;
	if (*limit > IRC_PAST_MOST)
		*limit = IRC_PAST_MOST;
	return true;
}

static bool
read_reference(const struct subcommand *subcommand, struct str word,
    struct irc_reference *reference)
{
	if (subcommand->may_star && str_eq(word, STR("*")))
		return true;
	if (!subcommand->has_target && !str_begins(word, STR("timestamp=")))
		return false;
	return irc_reference_read(word, reference);
}

/*
 * Reads the references and the limit, from that parameter on. Returns the
 * number of the first wrong one, or 0.
 */
static size_t
read_params(const struct subcommand *subcommand, const struct irc_line *line,
    size_t param, struct query *query)
{
	if (!read_reference(subcommand, line->param[param], &query->from))
		return param;
	if (subcommand->references > 1 &&
	    !read_reference(subcommand, line->param[++param], &query->to))
		return param;
	param++;
	return read_limit(line->param[param], &query->limit) ? 0 : param;
}

/* Handles CHATHISTORY SUBCOMMAND [TARGET] REFERENCES LIMIT. */
enum irc_done
irc_chathistory(struct irc *irc, const struct irc_line *line)
{
	struct query query = { .word = line->param[0],
		.target = line->param[1] };
	const struct subcommand *subcommand = subcommand_find(query.word);
	size_t first, wrong;

	if (line->count == 0)
		return fail(irc, STR("INVALID_PARAMS"), STR("*"), nothing,
		    STR("Missing parameters"));
	if (subcommand == NULL)
		return fail(irc, STR("UNKNOWN_COMMAND"), query.word, nothing,
		    STR("Unknown command"));
	first = subcommand->has_target ? 2 : 1;
	if (line->count < first + subcommand->references + 1)
		return fail(irc, STR("INVALID_PARAMS"), query.word, nothing,
		    STR("Missing parameters"));
	wrong = read_params(subcommand, line, first, &query);
	if (wrong > 0)
		return fail(irc, STR("INVALID_PARAMS"), query.word,
		    line->param[wrong], STR("Invalid parameter"));
	if ((subcommand->has_target &&
		!irc_table(query.target, query.room, &query.table)) ||
	    subcommand->ask(irc, &query) != CODE_OK)
		return fail(irc, STR("INVALID_TARGET"), query.word,
		    query.target, STR("Messages could not be retrieved"));
	return IRC_DONE;
}

/*
 * Reports an error of the router. The reply for a channel that is hidden from
 * the client is that for one that does not exist.
 */
static void
tell_error(struct irc *irc, const struct command *said)
{
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);
	enum code code = CODE_UNAVAILABLE;
	bool hidden;

	(void)code_find(said->arg[1], &code);
	hidden = code == CODE_NOT_MEMBER || code == CODE_NO_SUCH_GROUP ||
	    code == CODE_NO_SUCH_NAME || code == CODE_NOT_ALLOWED ||
	    code == CODE_BAD_GROUP || code == CODE_BAD_NAME;
	(void)fail(irc, hidden ? STR("INVALID_TARGET") : STR("MESSAGE_ERROR"),
	    word, target, STR("Messages could not be retrieved"));
}

/* Takes "past LINE" and "ok history T COUNT LASTID". */
void
irc_hear_chathistory(struct irc *irc, const struct command *said)
{
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);

	if (said->rule->verb == VERB_ERR) {
		irc_past_end(irc);
		tell_error(irc, said);
		return;
	}
	irc_past_begin(irc, STR("chathistory"), irc_word(target));
	if (said->rule->verb == VERB_PAST)
		irc_past_show(irc, target, said);
	else
		irc_past_end(irc);
}

/*
 * Takes "talk T ID" and "ok talks COUNT". A client without an account, which
 * gets not-allowed, has no targets.
 */
void
irc_hear_targets(struct irc *irc, const struct command *said)
{
	const bool is_empty = said->rule->verb == VERB_ERR &&
	    str_eq(said->arg[1], code_word(CODE_NOT_ALLOWED));
	char table[IRC_TABLE], room[IRC_DATE];
	uint64_t time;

	if (said->rule->verb == VERB_ERR && !is_empty) {
		irc_past_end(irc);
		tell_error(irc, said);
		return;
	}
	irc_past_begin(irc, STR("draft/chathistory-targets"), nothing);
	if (said->rule->verb != VERB_TALK)
		irc_past_end(irc);
	else if (str_to_number(said->arg[1], UINT64_MAX, &time))
		OUT_LINE(irc, NULL, STR("CHATHISTORY TARGETS "),
		    irc_table_shown(said->arg[0], table), SPACE,
		    irc_date(irc, time, room));
}
