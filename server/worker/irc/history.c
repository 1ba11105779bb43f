/*
 * The past: CHATHISTORY (IRCv3 draft/chathistory), the past of a channel or of
 * a talk, and the list of both, by the router's verbs history and talks; the
 * past of a channel that a client joins; REDACT (draft/message-redaction); and
 * MARKREAD (draft/read-marker), how far the client has read. Nothing of the
 * past is kept here. IRC's times are in milliseconds, so all messages of a
 * marker's millisecond count as read.
 */
#include "worker/irc/session.h"

/*
 * A reference to messages, by msgid or by time: the IDs that it stands for,
 * from the first to the last. A time stands for all of one millisecond, since
 * server-time shows no more of an ID.
 */
struct reference {
	uint64_t first;
	uint64_t last;
};

/* The last ID that has LIMIT_ID digits. */
#define LAST_ID ((uint64_t)9999999999999999)

/*
 * Reads an ID as message-tags show it, with or without the number of a part of
 * a long message. Returns false if no message can have it.
 */
static bool
read_id(struct str word, uint64_t *id)
{
	const struct str number = str_cut(&word, '.');
	uint64_t part;

	return str_to_number(number, LAST_ID, id) && *id > 0 &&
	    (word.at == NULL || str_to_number(word, UINT64_MAX, &part));
}

/* Reads "msgid=ID" or "timestamp=DATE". Returns false if it is neither. */
static bool
read_reference(struct str word, struct reference *reference)
{
	uint64_t time;

	if (str_skip(&word, STR("msgid="))) {
		const bool good = read_id(word, &reference->first);
		reference->last = reference->first;
		return good;
	}
	if (!str_skip(&word, STR("timestamp=")) || !irc_date_read(word, &time))
		return false;
	if (time > LAST_ID - MSEC)
		time = LAST_ID - MSEC;
	/* An ID of 0 would mean that there is no bound. */
	reference->first = time > 0 ? time : 1;
	reference->last = time + MSEC - 1;
	return true;
}

/* The parameters of a line. */
struct query {
	struct str word; /* the subcommand, as the client wrote it */
	struct str target;
	struct str table; /* of the router */
	struct reference from; /* the first reference */
	struct reference to; /* the second one */
	uint64_t limit;
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
static void
ask_history(struct irc *irc, enum how how, const struct query *query)
{
	const struct reference *from = &query->from, *to = &query->to;
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
	irc_ask(irc, IRC_ASKS_CHATHISTORY,
	    IRC_ABOUT(query->target, query->word), words, count);
}

/* Asks for the targets between the two times, which come in either order. */
static void
ask_targets(struct irc *irc, const struct query *query)
{
	const bool rises = query->from.first <= query->to.first;
	const struct reference *low = rises ? &query->from : &query->to;
	const struct reference *high = rises ? &query->to : &query->from;

	ASK(irc, TARGETS, IRC_ABOUT(STR("*"), query->word), STR("talks"),
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
	struct reference *references[] = { &query->from, &query->to };

	for (size_t i = 0;
	     i < COUNT(references) && i < subcommands[how].references;
	     i++, param++) {
		const struct str word = line->param[param];
		const bool is_star = how == LATEST && str_eq(word, STR("*"));
		if ((how == TARGETS && !str_begins(word, STR("timestamp="))) ||
		    (!is_star && !read_reference(word, references[i])))
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
void
irc_chathistory(struct irc *irc, const struct irc_line *line)
{
	char room[IRC_TARGET];
	struct query query = { .word = line->param[0],
		.target = line->param[1],
		.table = irc_target_of(line->param[1], room) };
	enum how how = LATEST;
	size_t first, wrong;

	while (how < COUNT(subcommands) &&
	    !str_caseeq(subcommands[how].word, query.word))
		how++;
	first = how == TARGETS ? 1 : 2;
	if (line->count > 0 && how == COUNT(subcommands))
		TELL(irc,
		    "FAIL CHATHISTORY UNKNOWN_COMMAND %w1 :Unknown command",
		    query.word);
	else if (line->count == 0 ||
	    line->count < first + subcommands[how].references + 1)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1 :Missing parameters",
		    query.word);
	else if ((wrong = read_params(how, line, first, &query)) > 0)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1[ %w2] "
		    ":Invalid parameter",
		    query.word, line->param[wrong]);
	else if (how == TARGETS)
		ask_targets(irc, &query);
	else
		ask_history(irc, how, &query);
}

bool
irc_past_event(const struct command *said, struct command *event)
{
	return said->rule->verb == VERB_PAST &&
	    grammar_parse(said->arg[0], FROM_SERVER, event) == CODE_OK;
}

/*
 * Shows "past LINE" of that target, as far as the client understands it, and
 * begins the batch chathistory for it if none has begun.
 */
static void
show_past(struct irc *irc, struct str target, const struct command *said)
{
	struct command event;

	if (!irc_past_event(said, &event))
		return;
	const enum verb verb = event.rule->verb;
	if (verb == VERB_TAGS) {
		irc_event(irc, &event, true); /* kept for the next event */
		return;
	}
	if (verb != VERB_GAP && irc_event_past(verb) != IRC_PAST_MESSAGE &&
	    (irc_event_past(verb) != IRC_PAST_EVENT ||
		!irc_can(irc, CAP_EVENT_PLAYBACK)))
		return;
	irc_out_batch(irc, STR("chathistory"), irc_word(target));
	if (verb != VERB_GAP) {
		irc_event(irc, &event, true);
		return;
	}
	/*
	 * "gap FROM TO" is a notice of the server, at the time of TO. In a
	 * query it goes to the client itself.
	 */
	const struct irc_source server = { .id = event.arg[1] };
	OUT_LINE(irc, &server, "NOTICE %w1 :Messages are missing here",
	    irc_group(target).len > 0 ? target : irc_nick(irc));
}

/*
 * Takes "past LINE" and "ok history T COUNT LASTID", or "talk T ID" and "ok
 * talks COUNT". A client without an account, which gets not-allowed, has no
 * targets.
 */
void
irc_hear_chathistory(struct irc *irc, const struct command *said)
{
	const bool talks = irc->ask->what == IRC_ASKS_TARGETS;
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);

	if (said->rule->verb == VERB_ERR &&
	    !(talks && str_eq(said->arg[1], code_word(CODE_NOT_ALLOWED)))) {
		irc_out_batch_end(irc);
		irc_error_heard(irc, IRC_ASKS_CHATHISTORY, said);
		return;
	}
	if (talks)
		irc_out_batch(irc, STR("draft/chathistory-targets"), nothing);
	else
		irc_out_batch(irc, STR("chathistory"), irc_word(target));
	if (said->rule->verb == VERB_PAST)
		show_past(irc, target, said);
	else if (said->rule->verb == VERB_TALK)
		TELL(irc, "CHATHISTORY TARGETS %t1 %D2", said->arg[0],
		    said->arg[1]);
	else
		irc_out_batch_end(irc);
}

/*
 * The past of a channel for a client that joins it and cannot ask for the past:
 * one without draft/chathistory, but with server-time, so that it sees how old
 * the messages are. A bot never gets it, because it might do again what an old
 * message told it to.
 *
 * The client gets as many of the last lines as history_join says in
 * forkcastd.conf(5), at most, or one message that is longer.
 */

/*
 * How long a history that was unavailable is not asked again: the client would
 * wait at each channel.
 */
#define RETRY (60 * SEC)

void
irc_past_join(struct irc *irc, const struct command *said)
{
	const struct str id = said->arg[0], group = said->arg[1];

	if ((irc->offers & IRC_OFFER_HISTORY) == 0 || irc->history_join == 0 ||
	    clock_mono() < irc->history_retry ||
	    irc_has(irc_actor(said->arg[2]).flags, 'B') ||
	    !irc_can(irc, CAP_SERVER_TIME) || irc_can(irc, CAP_CHATHISTORY))
		return;
	ASK(irc, JOIN_PAST, IRC_CAT(IRC_TARGET, STR("#"), group),
	    STR("history"), group, STR("said"), STR("lines"), STR("before"), id,
	    DECIMAL(irc->history_join));
}

/* Shows "past LINE" after a join. Errors are not reported: nobody has asked. */
void
irc_hear_join_past(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_PAST)
		show_past(irc, irc->ask->word, said);
	else
		irc_out_batch_end(irc);
	if (said->rule->verb == VERB_ERR &&
	    str_eq(said->arg[1], code_word(CODE_UNAVAILABLE)))
		irc->history_retry = clock_mono() + RETRY;
}

/* Handles REDACT TARGET MSGID [:REASON]. A bad reason is left out. */
void
irc_redact(struct irc *irc, const struct irc_line *line)
{
	const struct str of = IRC_ABOUT(line->param[0], line->param[1]);
	char room[IRC_TARGET];
	const struct str table = irc_target_of(line->param[0], room);
	uint64_t id;

	/* The router refuses a wrong target first; 1 is no message's ID. */
	if (!read_id(line->param[1], &id))
		id = 1;
	const enum code code = TRY(
	    irc, REDACT, of, STR("redact"), table, DECIMAL(id), line->param[2]);
	if (code != CODE_OK)
		ASK(irc, REDACT, of, STR("redact"), table, DECIMAL(id));
}

/* Handles MARKREAD TARGET [timestamp=DATE]. */
void
irc_markread(struct irc *irc, const struct irc_line *line)
{
	const struct str target = line->param[0], date = line->param[1];
	char room[IRC_TARGET];
	struct reference read = { 0 };

	if (line->count == 0)
		TELL(irc, "FAIL MARKREAD NEED_MORE_PARAMS :Missing parameters");
	else if (line->count > 1 &&
	    (!str_begins(date, STR("timestamp=")) ||
		!read_reference(date, &read)))
		TELL(irc,
		    "FAIL MARKREAD INVALID_PARAMS[ %w1] "
		    ":Expected timestamp=YYYY-MM-DDThh:mm:ss.sssZ",
		    date);
	else
		ASK(irc, MARKREAD, target, STR("seen"),
		    irc_target_of(target, room),
		    read.last > 0 ? DECIMAL(read.last) : nothing);
}
