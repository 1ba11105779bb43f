/*
 * The past as the client asks for it, by the router's verbs history and talks:
 * CHATHISTORY (IRCv3 draft/chathistory), the past of a channel or of a talk,
 * and the list of both; REDACT (draft/message-redaction); and MARKREAD
 * (draft/read-marker), how far the client has read. IRC's times are in
 * milliseconds, so all messages of a marker's millisecond count as read.
 */
#include "worker/irc/errors.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

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

/* What a subcommand asks the router: "history T HOW", "talks". */
enum how { LATEST, BEFORE, AFTER, AROUND, BETWEEN, TARGETS };

static const struct subcommand {
	struct str word;
	struct str how; /* the router's word; empty: the verb talks */
	size_t references;
} subcommands[] = {
	[LATEST] = { LIT("LATEST"), LIT("last"), 1 },
	[BEFORE] = { LIT("BEFORE"), LIT("before"), 1 },
	[AFTER] = { LIT("AFTER"), LIT("after"), 1 },
	[AROUND] = { LIT("AROUND"), LIT("around"), 1 },
	[BETWEEN] = { LIT("BETWEEN"), LIT("between"), 2 },
	[TARGETS] = { LIT("TARGETS"), LIT(""), 2 },
};

/*
 * Sends "history T [said] HOW A [B [C]]": a client without event-playback gets
 * messages only, and N of them. The messages between two references exclude
 * both; they come backwards if the first is the later one, and there are none
 * if the two overlap.
 */
static enum code
ask_history(struct irc *irc, enum how how, const struct query *query)
{
	const struct irc_reference *from = &query->from, *to = &query->to;
	const bool rises = from->last < to->first;
	const uint64_t first = rises ? from->last : from->first;
	const uint64_t last = rises ? to->first :
	    to->last < from->first  ? to->last :
				      first;
	const struct str n = DECIMAL(query->limit);
	const struct str rest[][3] = {
		/* The time "*" is 0. */
		[LATEST] = { n,
		    from->last > 0 ? DECIMAL(from->last) : nothing },
		[BEFORE] = { DECIMAL(from->first), n },
		[AFTER] = { DECIMAL(from->last), n },
		[AROUND] = { DECIMAL(from->first), n },
		[BETWEEN] = { DECIMAL(first), DECIMAL(last), n },
	};
	struct str words[7] = { STR("history"), query->table, STR("said") };
	size_t count = irc_can(irc, CAP_EVENT_PLAYBACK) ? 2 : 3;

	words[count++] = subcommands[how].how;
	for (size_t i = 0; i < COUNT(rest[how]); i++)
		if (rest[how][i].len > 0)
			words[count++] = rest[how][i];
	return irc_ask(irc, IRC_ASKS_CHATHISTORY,
	    IRC_ABOUT(query->target, query->word), words, count);
}

/* Asks for the targets between the two times, which come in either order. */
static enum code
ask_targets(struct irc *irc, const struct query *query)
{
	const bool rises = query->from.first <= query->to.first;
	const struct irc_reference *low = rises ? &query->from : &query->to;
	const struct irc_reference *high = rises ? &query->to : &query->from;

	return ASK(irc, TARGETS, IRC_ABOUT(STR("*"), query->word), STR("talks"),
	    DECIMAL(low->last), DECIMAL(high->first), DECIMAL(query->limit));
}

/*
 * Reads the references and the limit, from that parameter on; a limit that is
 * too high means the highest. Returns the number of the first wrong one, or 0.
 */
static size_t
read_params(enum how how, const struct irc_line *line, size_t param,
    struct query *query)
{
	struct irc_reference *references[] = { &query->from, &query->to };

	for (size_t i = 0;
	     i < COUNT(references) && i < subcommands[how].references;
	     i++, param++) {
		const struct str word = line->param[param];
		const bool is_star = how == LATEST && str_eq(word, STR("*"));
		if ((how == TARGETS && !str_begins(word, STR("timestamp="))) ||
		    (!is_star && !irc_reference_read(word, references[i])))
			return param;
	}
	if (!str_to_number(line->param[param], UINT64_MAX, &query->limit) ||
	    query->limit == 0)
		return param;
	if (query->limit > IRC_PAST_MOST)
		query->limit = IRC_PAST_MOST;
	return 0;
}

/* Handles CHATHISTORY SUBCOMMAND [TARGET] REFERENCES LIMIT. */
enum irc_done
irc_chathistory(struct irc *irc, const struct irc_line *line)
{
	struct query query = { .word = line->param[0],
		.target = line->param[1] };
	enum how how = LATEST;
	size_t first, wrong = 0;
	enum code code = CODE_BAD_NAME;

	while (how < COUNT(subcommands) &&
	    !str_caseeq(subcommands[how].word, query.word))
		how++;
	first = how == TARGETS ? 1 : 2;
	if (line->count > 0 && how == COUNT(subcommands)) {
		TELL(irc,
		    "FAIL CHATHISTORY UNKNOWN_COMMAND %w1 :Unknown command",
		    query.word);
		return IRC_DONE;
	}
	if (line->count == 0 ||
	    line->count < first + subcommands[how].references + 1) {
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1 :Missing parameters",
		    query.word);
		return IRC_DONE;
	}
	wrong = read_params(how, line, first, &query);
	if (wrong > 0)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1[ %w2] "
		    ":Invalid parameter",
		    query.word, line->param[wrong]);
	else if (how == TARGETS)
		code = ask_targets(irc, &query);
	else if (irc_table(query.target, query.room, &query.table))
		code = ask_history(irc, how, &query);
	if (wrong == 0 && code != CODE_OK)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_TARGET %w1[ %w2] "
		    ":Messages could not be retrieved",
		    query.word, query.target);
	return IRC_DONE;
}

/* Takes "past LINE" and "ok history T COUNT LASTID". */
void
irc_hear_chathistory(struct irc *irc, const struct command *said)
{
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);

	if (said->rule->verb == VERB_ERR) {
		irc_out_batch_end(irc);
		irc_error_heard(irc, IRC_ASKS_CHATHISTORY, said);
		return;
	}
	irc_out_batch(irc, STR("chathistory"), irc_word(target));
	if (said->rule->verb == VERB_PAST)
		irc_past_show(irc, target, said);
	else
		irc_out_batch_end(irc);
}

/*
 * Takes "talk T ID" and "ok talks COUNT". A client without an account, which
 * gets not-allowed, has no targets.
 */
void
irc_hear_targets(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ERR &&
	    !str_eq(said->arg[1], code_word(CODE_NOT_ALLOWED))) {
		irc_out_batch_end(irc);
		irc_error_heard(irc, IRC_ASKS_TARGETS, said);
		return;
	}
	irc_out_batch(irc, STR("draft/chathistory-targets"), nothing);
	if (said->rule->verb == VERB_TALK)
		TELL(irc, "CHATHISTORY TARGETS %t1 %D2", said->arg[0],
		    said->arg[1]);
	else
		irc_out_batch_end(irc);
}

/* Handles REDACT TARGET MSGID [:REASON]. A bad reason is left out. */
enum irc_done
irc_redact(struct irc *irc, const struct irc_line *line)
{
	const struct str of = IRC_ABOUT(line->param[0], line->param[1]);
	char room[IRC_TABLE];
	struct str table;
	uint64_t id;
	enum code code = CODE_NO_SUCH_NAME;

	/* The router refuses a wrong target first; 1 is no message's ID. */
	if (!irc_reference_id(line->param[1], &id))
		id = 1;
	if (irc_table(line->param[0], room, &table))
		code = ASK(irc, REDACT, of, STR("redact"), table, DECIMAL(id),
		    line->param[2]);
	if (code == CODE_BAD_TEXT || code == CODE_TOO_LONG)
		code = ASK(irc, REDACT, of, STR("redact"), table, DECIMAL(id));
	if (code != CODE_OK)
		irc_error(irc, IRC_ASKS_REDACT, code, of);
	return IRC_DONE;
}

/* Handles MARKREAD TARGET [timestamp=DATE]. */
enum irc_done
irc_markread(struct irc *irc, const struct irc_line *line)
{
	const struct str target = line->param[0];
	char room[IRC_TABLE], digits[STR_DIGITS];
	struct str table, date = line->param[1], id = nothing;
	uint64_t time;

	if (line->count == 0) {
		TELL(irc, "FAIL MARKREAD NEED_MORE_PARAMS :Missing parameters");
		return IRC_DONE;
	}
	if (!irc_table(target, room, &table)) {
		TELL(irc,
		    "FAIL MARKREAD INVALID_PARAMS[ %w1] "
		    ":Invalid channel or nickname",
		    target);
		return IRC_DONE;
	}
	if (str_skip(&date, STR("timestamp=")) && irc_date_read(date, &time))
		id = str_number(time + MSEC - 1, digits);
	if ((line->count > 1 && id.len == 0) ||
	    ASK(irc, MARKREAD, target, STR("seen"), table, id) != CODE_OK)
		TELL(irc,
		    "FAIL MARKREAD INVALID_PARAMS[ %w1] "
		    ":Expected timestamp=YYYY-MM-DDThh:mm:ss.sssZ",
		    line->param[1]);
	return IRC_DONE;
}

/* Takes "ok seen T ID"; the ID 0 means that nothing is read. */
void
irc_hear_markread(struct irc *irc, const struct command *said)
{
	struct str id = said->arg[1];

	(void)str_word(&id); /* the target is as the client has written it */
	if (str_eq(id, STR("0")))
		TELL(irc, "MARKREAD %0 *");
	else
		TELL(irc, "MARKREAD %0 timestamp=%D1", id);
}
