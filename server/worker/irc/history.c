/*
 * What the server keeps. The past: CHATHISTORY (IRCv3 draft/chathistory), the
 * past of a channel or of a talk, and the list of both, by the router's verbs
 * history and talks; SEARCH (soju.im/search) in such a past; the past of a
 * channel that a client joins; REDACT (draft/message-redaction); and MARKREAD
 * (draft/read-marker), how far the client has read. Nothing of the past is kept
 * here. IRC's times are in milliseconds, so all messages of a marker's
 * millisecond count as read.
 */
#include "worker/irc/history.h"

#include "shared/names.h"
#include "worker/irc/ask.h"
#include "worker/irc/events.h"
#include "worker/irc/handlers.h"
#include "worker/irc/out.h"

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

/* What a subcommand asks the router: "history T HOW", or "talks". */
enum how { LATEST, BEFORE, AFTER, AROUND, BETWEEN, TARGETS, HOWS };

static const struct way {
	struct str word;
	struct str how; /* the router's word */
	size_t references;
} ways[HOWS] = {
	[LATEST] = { LIT("LATEST"), LIT("last"), 1 },
	[BEFORE] = { LIT("BEFORE"), LIT("before"), 1 },
	[AFTER] = { LIT("AFTER"), LIT("after"), 1 },
	[AROUND] = { LIT("AROUND"), LIT("after"), 1 },
	[BETWEEN] = { LIT("BETWEEN"), LIT("between"), 2 },
	[TARGETS] = { LIT("TARGETS"), LIT("talks"), 2 },
};

/* The parameters of a line. */
struct query {
	enum how how;
	struct str word; /* the subcommand, as the client wrote it */
	struct str target;
	struct reference of[2];
	uint64_t limit;
};

/*
 * Sends "history T [said] HOW A [B [C]]", or "talks A B C": a client without
 * event-playback gets messages only, and N of them. What is between two
 * references excludes both; messages come backwards if the first is the later
 * one, and there are none if the two overlap. Half of those around one are
 * asked for first.
 */
static void
ask_past(struct irc *irc, enum irc_asks what, const struct query *query)
{
	const struct reference *from = &query->of[0], *to = &query->of[1];
	const bool rises = from->last < to->first;
	const uint64_t first = rises ? from->last : from->first;
	const uint64_t last = rises ? to->first :
	    to->last < from->first  ? to->last :
				      first;
	const struct str n = DECIMAL(query->limit);
	struct query half = *query;
	const struct str rest[HOWS][3] = {
		/* The time "*" is 0. */
		[LATEST] = { n,
		    from->last > 0 ? DECIMAL(from->last) : nothing },
		[BEFORE] = { DECIMAL(from->first), n },
		[AFTER] = { DECIMAL(from->last), n },
		[AROUND] = { DECIMAL(from->first - 1),
		    DECIMAL(query->limit - query->limit / 2) },
		[BETWEEN] = { DECIMAL(first), DECIMAL(last), n },
		[TARGETS] = { DECIMAL(rises ? first : last),
		    DECIMAL(rises ? last : first), n },
	};
	char room[IRC_TARGET];
	struct str words[7] = { STR("history"),
		irc_target_of(query->target, room), STR("said") };
	size_t count = irc_can(irc, CAP_EVENT_PLAYBACK) ? 2 : 3;

	if (query->how == AROUND && query->limit > 1) {
		half.how = BEFORE;
		half.limit /= 2;
		ask_past(irc, IRC_ASKS_HALF, &half);
	}
	if (query->how == TARGETS)
		count = 0;
	words[count++] = ways[query->how].how;
	for (size_t i = 0; i < COUNT(rest[0]); i++)
		if (rest[query->how][i].len > 0)
			words[count++] = rest[query->how][i];
	irc_ask(irc, what, IRC_ABOUT(query->target, query->word), words, count);
}

/*
 * Reads the references and the limit, from that parameter on; a limit that is
 * too high means the highest, and so does 0, as clients say it. Returns the
 * number of the first wrong one, or 0.
 */
static size_t
read_params(const struct irc_line *line, size_t param, struct query *query)
{
	const enum how how = query->how;

	for (size_t i = 0; i < ways[how].references; i++, param++) {
		const struct str word = line->param[param];
		const bool is_star = how == LATEST && str_eq(word, STR("*"));
		if ((how == TARGETS && !str_begins(word, STR("timestamp="))) ||
		    (!is_star && !read_reference(word, &query->of[i])))
			return param;
	}
	if (!str_to_number(line->param[param], UINT64_MAX, &query->limit))
		return param;
	if (query->limit == 0 || query->limit > LIMIT_PAST)
		query->limit = LIMIT_PAST;
	return 0;
}

/* Handles CHATHISTORY SUBCOMMAND [TARGET] REFERENCES LIMIT. */
void
irc_chathistory(struct irc *irc, const struct irc_line *line)
{
	struct query query = { .word = line->param[0],
		.target = line->param[1] };
	size_t first = 2, wrong;

	while (
	    query.how < HOWS && !str_caseeq(ways[query.how].word, query.word))
		query.how++;
	if (query.how == TARGETS) {
		query.target = STR("*");
		first = 1;
	}
	if (line->count > 0 && query.how == HOWS)
		TELL(irc,
		    "FAIL CHATHISTORY UNKNOWN_COMMAND %w1 :Unknown command",
		    query.word);
	else if (line->count == 0 ||
	    line->count < first + ways[query.how].references + 1)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1 :Missing parameters",
		    query.word);
	else if ((wrong = read_params(line, first, &query)) > 0)
		TELL(irc,
		    "FAIL CHATHISTORY INVALID_PARAMS %w1[ %w2] "
		    ":Invalid parameter",
		    query.word, line->param[wrong]);
	else
		ask_past(irc, IRC_ASKS_CHATHISTORY, &query);
}

/* Writes the value of a tag without its escapes into room, which is as long. */
static struct str
unescaped(struct str value, char *room)
{
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		char letter = value.at[i];
		if (letter == '\\' && i + 1 < value.len) {
			letter = value.at[++i];
			if (letter == ':')
				letter = ';';
			if (letter == 's')
				letter = ' ';
		}
		room[len++] = letter;
	}
	return (struct str) { room, len };
}

/*
 * Handles SEARCH ATTRIBUTES. The router looks for the text; who said it, and
 * how long ago at most, is seen in the answers: as much as possible is asked
 * for then. The subject is "TARGET LIMIT AFTER FROM".
 */
void
irc_search(struct irc *irc, const struct irc_line *line)
{
	enum { IN, FROM, TEXT, SINCE, UNTIL, MOST, KEYS };
	static const struct str keys[KEYS] = { LIT("in"), LIT("from"),
		LIT("text"), LIT("after"), LIT("before"), LIT("limit") };
	struct str of[KEYS] = { [MOST] = LIT("100") };
	struct str rest = line->param[0], key, value;
	char text[IRC_MESSAGE], room[IRC_TARGET];
	uint64_t after = 0, before = 0, limit;
	int wrong;

	while (irc_tag_next(&rest, &key, &value))
		for (size_t i = 0; i < KEYS; i++)
			if (str_eq(keys[i], key))
				of[i] = value;
	wrong = of[IN].len == 0					       ? IN :
	    of[SINCE].len > 0 && !irc_date_read(of[SINCE], &after)     ? SINCE :
	    of[UNTIL].len > 0 && !irc_date_read(of[UNTIL], &before)    ? UNTIL :
	    !str_to_number(of[MOST], UINT64_MAX, &limit) || limit == 0 ? MOST :
									 KEYS;
	if (wrong != KEYS) {
		TELL(irc, "FAIL SEARCH INVALID_PARAMS %1 :Invalid parameter",
		    keys[wrong]);
		return;
	}
	if (limit > LIMIT_PAST)
		limit = LIMIT_PAST;
	ASK(irc, SEARCH,
	    IRC_ABOUT(of[IN], DECIMAL(limit), DECIMAL(after), of[FROM]),
	    STR("history"), irc_target_of(of[IN], room), STR("said"),
	    STR("find"),
	    DECIMAL(after > 0 || of[FROM].len > 0 ? LIMIT_PAST : limit),
	    DECIMAL(before > 0 ? before + MSEC : 0), unescaped(of[TEXT], text));
}

/*
 * Splits the event of "past LINE", which is checked here, because the line is
 * not. Returns false if it is none. The words point into the line.
 */
static bool
split_past(const struct command *said, struct command *event)
{
	return said->rule->verb == VERB_PAST &&
	    grammar_parse(said->arg[0], FROM_SERVER, event) == CODE_OK;
}

/* The least time between two PINGs, unless one is for a talk. */
#define PAUSE (5 * SEC)

/*
 * Notes the ID of a message that was shown there. Without room nothing is, and
 * groups leave some to talks.
 */
static void
note_shown(struct irc *irc, struct str table, struct str digits)
{
	const bool is_talk = str_begins(table, STR("@"));
	struct irc_seen *shown = &irc->shown;
	size_t i = shown->pinged;
	uint64_t id;

	if (irc->account.len == 0 ||
	    (irc_can(irc, CAP_READ_MARKER) && irc_can(irc, CAP_CHATHISTORY)) ||
	    !str_to_number(digits, LAST_ID, &id))
		return;
	while (
	    i < shown->count && !str_caseeq(IRC_STR(shown->in[i].table), table))
		i++;
	if (i == shown->count) {
		if (i >= IRC_SEEN - (is_talk ? 0 : IRC_SEEN_TALKS))
			return;
		IRC_KEEP(shown->in[i].table, table);
		shown->in[shown->count++].id = 0;
	}
	if (shown->in[i].id < id)
		shown->in[i].id = id;
	if (is_talk)
		shown->due = 0;
}

/*
 * Shows an event of the past of that target, as far as the client understands
 * it; tags are kept for the next one.
 */
static void
show_past(struct irc *irc, struct str target, const struct command *event)
{
	const enum verb verb = event->rule->verb;
	const enum irc_past past = irc_event_past(verb);
	/*
	 * "gap FROM TO" is a notice of the server, at the time of TO. In a
	 * query it goes to the client itself.
	 */
	const struct irc_source server = { .id = event->arg[1] };

	if (verb == VERB_GAP)
		OUT_LINE(irc, &server, "NOTICE %w1 :Messages are missing here",
		    irc_group(target).len > 0 ? target : irc_nick(irc));
	else if (verb == VERB_TAGS || past == IRC_PAST_MESSAGE ||
	    (past == IRC_PAST_EVENT && irc_can(irc, CAP_EVENT_PLAYBACK)))
		irc_event(irc, event, true);
}

/*
 * Returns whether an event is shown: what belongs to a message, and a message
 * that meets "LIMIT AFTER FROM", which is counted. They come newest first.
 */
static bool
is_searched(struct irc *irc, struct str words, const struct command *event)
{
	const struct str most = str_word(&words), since = str_word(&words);
	uint64_t limit = 0, after = 0, id = 0;

	if (event->rule->verb == VERB_TAGS || event->rule->verb == VERB_GAP ||
	    irc_lines_go_on(irc))
		return true;
	(void)str_to_number(most, UINT64_MAX, &limit); /* our own */
	(void)str_to_number(since, UINT64_MAX, &after);
	(void)str_to_number(event->arg[0], UINT64_MAX, &id); /* or 0 */
	return id >= after &&
	    (words.len == 0 || str_caseeq(grammar_actor(event), words)) &&
	    irc->list_lines++ < limit;
}

/*
 * How long a history that was unavailable is not asked again: the client would
 * wait at each channel.
 */
#define RETRY (60 * SEC)

/*
 * Takes "past LINE" and "ok history T COUNT LASTID", or "talk T ID" and "ok
 * talks COUNT"; or why there is nothing. A client without an account, which
 * gets not-allowed, has no targets. After a join nobody has asked: a batch
 * begins only if there is something, and an error is not told.
 */
void
irc_hear_chathistory(struct irc *irc, const struct command *said)
{
	const enum irc_asks what = irc->ask->what;
	const enum verb verb = said->rule->verb;
	const bool searches = what == IRC_ASKS_SEARCH;
	const bool joins = what == IRC_ASKS_JOIN_PAST;
	const bool talks = irc->ask->verb == VERB_TALKS;
	const bool fails = verb == VERB_ERR &&
	    !(talks && str_eq(said->arg[1], code_word(CODE_NOT_ALLOWED)));
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);
	struct command event;

	if (verb == VERB_PAST || (!joins && !fails))
		irc_out_batch(irc,
		    searches  ? STR("soju.im/search") :
			talks ? STR("draft/chathistory-targets") :
				STR("chathistory"),
		    searches || talks ? nothing : irc_word(target));
	if (split_past(said, &event)) {
		if (!searches || is_searched(irc, word, &event))
			show_past(irc, target, &event);
		if (joins &&
		    irc_event_past(event.rule->verb) == IRC_PAST_MESSAGE)
			note_shown(irc, irc_group(target), event.arg[0]);
	} else if (verb == VERB_TALK) {
		TELL(irc, "CHATHISTORY TARGETS %t1 %D2", said->arg[0],
		    said->arg[1]);
	} else if (verb != VERB_PAST && what != IRC_ASKS_HALF) {
		irc_out_batch_end(irc);
		irc->list_lines = 0;
	}
	if (fails)
		irc_error_heard(irc, said);
	if (fails && joins && str_eq(said->arg[1], code_word(CODE_UNAVAILABLE)))
		irc->history_retry = clock_mono() + RETRY;
}

/*
 * A channel's past is for a client that joins it and cannot ask for the past:
 * one without draft/chathistory, but with server-time, so that it sees how old
 * the messages are. A bot never gets it, because it might do again what an old
 * message told it to.
 *
 * The client gets as many of the last lines as history_join says in
 * forkcastd.conf(5), at most, or one message that is longer; if it is logged
 * in, none that its account has read.
 */
static bool
gets_past(const struct irc *irc)
{
	return (irc->offers & IRC_OFFER_HISTORY) != 0 &&
	    irc->history_join > 0 && !irc->is_bot &&
	    irc_can(irc, CAP_SERVER_TIME) && !irc_can(irc, CAP_CHATHISTORY);
}

void
irc_seen(struct irc *irc, const struct command *said)
{
	const bool tells = said->rule->verb == VERB_TELL;
	const struct irc_target to = irc_target(said->arg[1]);
	const struct str account = irc_actor(said->arg[tells ? 1 : 2]).account;
	struct irc_seen *shown = &irc->shown;

	if (!tells && to.before.len > 0) {
		if (gets_past(irc))
			note_shown(irc, to.name, said->arg[0]);
		return;
	}
	if (shown->live == 0)
		(void)str_to_number(said->arg[0], LAST_ID, &shown->live);
	if (account.len == 0 || str_caseeq(account, IRC_STR(irc->account)))
		return;
	/* Or what is to be shown before it would be marked, too. */
	if (shown->asked || shown->more)
		shown->more = true;
	else
		note_shown(
		    irc, IRC_CAT(IRC_TARGET, STR("@"), account), said->arg[0]);
}

void
irc_seen_ping(struct irc *irc, bool is_pinged)
{
	struct irc_seen *shown = &irc->shown;

	shown->owed += is_pinged;
	if (shown->owed > 0 || irc->conn->asks->count > 0 ||
	    irc_lines_go_on(irc) || !irc->registration.done)
		return;
	if (shown->count > 0 && clock_mono() >= shown->due) {
		TELL(irc, "=PING :%s");
		shown->owed = 1;
		shown->pinged = shown->count;
		shown->due = clock_mono() + PAUSE;
		return;
	}
	shown->asked = shown->more && !irc_can(irc, CAP_CHATHISTORY);
	shown->more = false;
	if (shown->asked)
		ASK(irc, MISSED, nothing, STR("talks"));
	else
		shown->live = 0; /* nothing of that is missed any more */
}

/*
 * Handles PONG: tells the router that the client is there, and has what was
 * sent before the PING.
 */
void
irc_pong(struct irc *irc, const struct irc_line *line)
{
	struct irc_seen *shown = &irc->shown;

	(void)line;
	ASK(irc, NOTHING, nothing, STR("ping"));
	if (shown->owed == 0 || --shown->owed > 0)
		return;
	for (size_t i = 0; i < shown->pinged; i++)
		ASK(irc, NOTHING, nothing, STR("seen"),
		    IRC_STR(shown->in[i].table), DECIMAL(shown->in[i].id));
	shown->count -= shown->pinged;
	memmove(shown->in, shown->in + shown->pinged,
	    shown->count * sizeof(*shown->in));
	shown->pinged = 0;
}

void
irc_past_join(struct irc *irc, const struct command *said)
{
	const struct str id = said->arg[0], group = said->arg[1];

	if (gets_past(irc) && clock_mono() >= irc->history_retry)
		ASK(irc, JOIN_PAST, IRC_CAT(IRC_TARGET, STR("#"), group),
		    STR("history"), group, STR("said"), STR("lines"),
		    STR("missed"), id, DECIMAL(irc->history_join));
}

/*
 * Private messages that an account has missed, for a client that logs in and
 * cannot ask for the past: a page of each talk, from the first on, for some
 * talks; when the client has acknowledged them, the next round, until one has
 * nothing. They arrive as if they had just been sent, or, without server-time,
 * after a line that tells their date. A bot gets them as notices, because it
 * might take one for a new command.
 */
#define MISSED 100

/* Takes "talk @ACCOUNT ID N". */
void
irc_hear_missed(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_TALK)
		return;
	if (irc->conn->asks->count < IRC_SEEN_TALKS)
		ASK(irc, MISSED_PAST, said->arg[0], STR("history"),
		    said->arg[0], STR("said"), STR("after"), said->arg[1],
		    DECIMAL(MISSED));
	else
		irc->shown.more = true;
}

/*
 * Takes "past EVENT". Not shown are what has come live, under the client's name
 * or that of its account, what the account has said, and the head of a message,
 * whose lines follow.
 */
void
irc_hear_missed_past(struct irc *irc, const struct command *said)
{
	struct irc_seen *shown = &irc->shown;
	struct str actor, to;
	struct command event;
	uint64_t id = 0;

	if (!split_past(said, &event) ||
	    irc_event_past(event.rule->verb) != IRC_PAST_MESSAGE)
		return;
	note_shown(irc, irc->ask->word, event.arg[0]);
	shown->more = true;
	const bool is_tell = event.rule->verb == VERB_TELL;
	actor = event.arg[is_tell ? 1 : 2];
	to = irc_target(event.arg[is_tell ? 2 : 1]).name;
	(void)str_to_number(event.arg[0], LAST_ID, &id);
	if (event.rule->verb == VERB_LINES ||
	    (shown->live != 0 && id >= shown->live &&
		(str_caseeq(to, irc_nick(irc)) ||
		    str_caseeq(to, IRC_STR(irc->account)))) ||
	    str_caseeq(irc_actor(actor).account, IRC_STR(irc->account)))
		return;
	irc->out.aside = true; /* a line may be being answered */
	if (!irc_can(irc, CAP_SERVER_TIME))
		TELL(irc, "NOTICE %n :Sent at %D1, the next message",
		    event.arg[0]);
	irc_show_message(irc,
	    (struct irc_source) { .actor = actor, .id = event.arg[0] },
	    is_tell && !irc->is_bot ? STR("PRIVMSG") : STR("NOTICE"),
	    (struct irc_target) { STR(""), irc_nick(irc) }, event.arg[3]);
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
	else {
		const struct str table = irc_target_of(target, room);
		/* It is told what is kept, which may be later. */
		if (read.last > 0)
			ASK(irc, NOTHING, nothing, STR("seen"), table,
			    DECIMAL(read.last));
		ASK(irc, MARKREAD, target, STR("seen"), table);
	}
}
