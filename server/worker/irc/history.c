/*
 * What the server keeps. The past: CHATHISTORY (IRCv3 draft/chathistory), the
 * past of a channel or of a talk, and the list of both, by the router's verbs
 * history and talks; SEARCH (soju.im/search) in such a past; the past of a
 * channel that a client joins; REDACT (draft/message-redaction); and MARKREAD
 * (draft/read-marker), how far the client has read. Nothing of the past is kept
 * here. IRC's times are in milliseconds, so all messages of a marker's
 * millisecond count as read.
 *
 * And METADATA: the entries in the tables of channels and people (IRCv3
 * draft/metadata-3). The router keeps the tables and the keys that a client
 * subscribes to; only what a client sets before it has a name is held here.
 */
#include "shared/names.h"
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

static const struct way {
	struct str word;
	struct str how; /* the router's word; empty: the verb talks */
	size_t references;
} ways[] = {
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

	words[count++] = ways[how].how;
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
 * too high means the highest, and so does 0, as clients say it. Returns the
 * number of the first wrong one, or 0.
 */
static size_t
read_params(enum how how, const struct irc_line *line, size_t param,
    struct query *query)
{
	struct reference *references[] = { &query->from, &query->to };

	for (size_t i = 0; i < COUNT(references) && i < ways[how].references;
	     i++, param++) {
		const struct str word = line->param[param];
		const bool is_star = how == LATEST && str_eq(word, STR("*"));
		if ((how == TARGETS && !str_begins(word, STR("timestamp="))) ||
		    (!is_star && !read_reference(word, references[i])))
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
	char room[IRC_TARGET];
	struct query query = { .word = line->param[0],
		.target = line->param[1],
		.table = irc_target_of(line->param[1], room) };
	enum how how = LATEST;
	size_t first, wrong;

	while (how < COUNT(ways) && !str_caseeq(ways[how].word, query.word))
		how++;
	first = how == TARGETS ? 1 : 2;
	if (line->count > 0 && how == COUNT(ways))
		TELL(irc,
		    "FAIL CHATHISTORY UNKNOWN_COMMAND %w1 :Unknown command",
		    query.word);
	else if (line->count == 0 ||
	    line->count < first + ways[how].references + 1)
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

/*
 * Shows "past LINE" of that target, as far as the client understands it, and
 * begins the batch chathistory for it if none has begun.
 */
static void
show_past(struct irc *irc, struct str target, const struct command *said)
{
	struct command event;

	if (!split_past(said, &event))
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
 * Returns whether "past LINE" is shown: what belongs to a message, and a
 * message that meets "LIMIT AFTER FROM", which is counted. They come newest
 * first.
 */
static bool
is_searched(struct irc *irc, struct str words, const struct command *said)
{
	const struct str most = str_word(&words), since = str_word(&words);
	uint64_t limit = 0, after = 0, id = 0;
	struct command event;

	if (!split_past(said, &event) || event.rule->verb == VERB_TAGS ||
	    event.rule->verb == VERB_GAP || irc_lines_go_on(irc))
		return true;
	(void)str_to_number(most, UINT64_MAX, &limit); /* our own */
	(void)str_to_number(since, UINT64_MAX, &after);
	(void)str_to_number(event.arg[0], UINT64_MAX, &id); /* or 0 */
	return id >= after &&
	    (words.len == 0 || str_caseeq(grammar_actor(&event), words)) &&
	    irc->list_lines++ < limit;
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
	const bool searches = irc->ask->what == IRC_ASKS_SEARCH;
	struct str word = irc->ask->word;
	const struct str target = str_word(&word);

	if (said->rule->verb == VERB_ERR &&
	    !(talks && str_eq(said->arg[1], code_word(CODE_NOT_ALLOWED)))) {
		irc_out_batch_end(irc);
		irc_error_heard(irc,
		    searches ? IRC_ASKS_SEARCH : IRC_ASKS_CHATHISTORY, said);
		irc->list_lines = 0;
		return;
	}
	if (searches)
		irc_out_batch(irc, STR("soju.im/search"), nothing);
	else if (talks)
		irc_out_batch(irc, STR("draft/chathistory-targets"), nothing);
	else
		irc_out_batch(irc, STR("chathistory"), irc_word(target));
	if (said->rule->verb == VERB_PAST) {
		if (!searches || is_searched(irc, word, said))
			show_past(irc, target, said);
	} else if (said->rule->verb == VERB_TALK) {
		TELL(irc, "CHATHISTORY TARGETS %t1 %D2", said->arg[0],
		    said->arg[1]);
	} else {
		irc_out_batch_end(irc);
		irc->list_lines = 0;
	}
}

/* The least time between two PINGs for what groups have said. */
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
	shown->talks = shown->talks || is_talk;
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
	    irc_lines_go_on(irc))
		return;
	if (shown->talks || (shown->count > 0 && clock_mono() >= shown->due)) {
		TELL(irc, "=PING :%s");
		shown->owed = 1;
		shown->pinged = shown->count;
		shown->talks = false;
		shown->due = clock_mono() + PAUSE;
		return;
	}
	shown->asked = shown->more;
	shown->more = false;
	if (shown->asked)
		ASK(irc, MISSED, nothing, STR("talks"));
	else
		shown->live = 0; /* nothing of that is missed any more */
}

void
irc_seen_pong(struct irc *irc)
{
	struct irc_seen *shown = &irc->shown;

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

/*
 * How long a history that was unavailable is not asked again: the client would
 * wait at each channel.
 */
#define RETRY (60 * SEC)

void
irc_past_join(struct irc *irc, const struct command *said)
{
	const struct str id = said->arg[0], group = said->arg[1];

	if (gets_past(irc) && clock_mono() >= irc->history_retry)
		ASK(irc, JOIN_PAST, IRC_CAT(IRC_TARGET, STR("#"), group),
		    STR("history"), group, STR("said"), STR("lines"),
		    STR("missed"), id, DECIMAL(irc->history_join));
}

/* Shows "past LINE" after a join. Errors are not reported: nobody has asked. */
void
irc_hear_join_past(struct irc *irc, const struct command *said)
{
	struct command event;

	if (said->rule->verb == VERB_PAST)
		show_past(irc, irc->ask->word, said);
	else
		irc_out_batch_end(irc);
	if (split_past(said, &event) &&
	    irc_event_past(event.rule->verb) == IRC_PAST_MESSAGE)
		note_shown(irc, irc_group(irc->ask->word), event.arg[0]);
	if (said->rule->verb == VERB_ERR &&
	    str_eq(said->arg[1], code_word(CODE_UNAVAILABLE)))
		irc->history_retry = clock_mono() + RETRY;
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

void
irc_past_login(struct irc *irc)
{
	irc->shown.more = !irc_can(irc, CAP_CHATHISTORY);
}

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

#define ALL STR("*") /* all keys, or the client itself */

/* Reports an error about "TARGET KEY". */
static void
fail(struct irc *irc, enum code code, struct str about)
{
	irc_error(irc, IRC_ASKS_METADATA_SET, code, about, nothing);
}

/*
 * Writes RPL_KEYVALUE, or RPL_KEYNOTSET if there is no value, or one over
 * IRC_VALUE.
 */
static void
tell(struct irc *irc, struct str target, struct str key, struct str value)
{
	if (value.len > 0 && value.len <= IRC_VALUE)
		TELL(irc, "761 %1 %2 * :%3", target, key, value);
	else
		TELL(irc, "766 %1 %2 :key not set", target, key);
}

static void
show_value(struct irc *irc, struct str table, struct str key, struct str value)
{
	const struct irc_target target = irc_target(table);

	tell(irc, IRC_CAT(IRC_TARGET, target.before, target.name), key, value);
}

void
irc_metadata_changed(
    struct irc *irc, struct str table, struct str key, struct str value)
{
	struct str keys = IRC_STR(irc->metadata.keys);

	while (keys.len > 0)
		if (str_eq(str_word(&keys), key))
			show_value(irc, table, key, value);
}

void
irc_metadata_sync(
    struct irc *irc, enum irc_asks what, struct str about, struct str table)
{
	irc_ask(irc, what, about,
	    STRS(STR("rows"), table, str_strip(IRC_STR(irc->metadata.keys))));
}

/* A line, without its subcommand. */
struct request {
	const struct irc_line *line;
	struct str target;
	struct str table;
	struct str keys; /* in the line, each after a space */
	char room[LIMIT_KEY];
};

/*
 * Takes the next word of the keys, and sets *key to it in lower case, as the
 * router has it, or to nothing if it is no key.
 */
static void
next_key(struct request *request, struct str *word, struct str *key)
{
	request->keys = str_strip_front(request->keys);
	*word = str_word(&request->keys);
	*key = (struct str) { request->room,
		word->len <= LIMIT_KEY ? word->len : 0 };
	for (size_t i = 0; i < key->len; i++)
		request->room[i] = (char)str_lower(word->at[i]);
	if (key_check(*key) != CODE_OK)
		key->len = 0;
}

/*
 * Sends the change of "TARGET KEY [VALUE]", or begins to clear the whole table
 * if the key is "*".
 */
static void
change(struct irc *irc, struct str about)
{
	struct str value = about;
	const struct str target = str_word(&value), key = str_word(&value);
	char room[IRC_TARGET];
	const struct str table = irc_target_of(target, room);

	if (str_eq(key, ALL))
		ASK(irc, METADATA_CLEAR, about, STR("get"), table);
	else if (value.len > 0)
		ASK(irc, METADATA_SET, about, STR("put"), table, key, value);
	else
		ASK(irc, METADATA_SET, about, STR("cut"), table, key);
}

/*
 * Changes "TARGET KEY [VALUE]" if the client may: the modes of a channel tell
 * whether it is its operator. Another person's table the router refuses.
 */
static void
change_if_may(struct irc *irc, struct str about)
{
	struct str rest = about;
	const struct str target = str_word(&rest), group = irc_group(target);

	if (group.len > 0)
		ASK(irc, METADATA_MAY, about, STR("mode"), group);
	else if (str_eq(rest, ALL) && !str_caseeq(target, irc_nick(irc)))
		fail(irc, CODE_NOT_ALLOWED, about);
	else
		change(irc, about);
}

/* Takes "ok mode G LETTERS CREATED ROLE ...". */
void
irc_hear_metadata_may(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	for (size_t skip = 0; skip < 3; skip++)
		(void)str_word(&rest);
	if (irc_has(str_word(&rest), 'o'))
		change(irc, irc->ask->word);
	else
		fail(irc, CODE_NOT_ALLOWED, irc->ask->word);
}

/*
 * Takes the answer to put and cut. It is no error if there was nothing to cut.
 * The last one of a CLEAR ends its batch.
 */
void
irc_hear_metadata_set(struct irc *irc, const struct command *said)
{
	struct str value = irc->ask->word;
	const struct str target = str_word(&value), key = str_word(&value);

	if (said->rule->verb == VERB_ERR &&
	    !str_eq(said->arg[1], code_word(CODE_NO_SUCH_KEY)))
		irc_error_heard(irc, IRC_ASKS_METADATA_SET, said);
	else
		tell(irc, target, key, value);
	if (irc->conn->asks->count == 0)
		irc_out_batch_end(irc);
}

/*
 * Takes "row T KEY ID NAME VALUE" of a table that is cleared, and the end. A
 * key for which there is no room is left to another CLEAR.
 */
void
irc_hear_metadata_clear(struct irc *irc, const struct command *said)
{
	struct str rest = irc->ask->word;
	const struct str target = str_word(&rest), key = said->arg[1];

	irc_out_batch(irc, STR("metadata"), target);
	if (said->rule->verb == VERB_ROW)
		ASK(irc, METADATA_SET, IRC_ABOUT(target, key), STR("cut"),
		    said->arg[0], key);
	if (irc->conn->asks->count == 0)
		irc_out_batch_end(irc);
}

/* Takes the answer about one key: "row T KEY ID NAME VALUE", if it is set. */
void
irc_hear_metadata_key(struct irc *irc, const struct command *said)
{
	const bool is_row = said->rule->verb == VERB_ROW;
	struct str key = irc->ask->word;
	const struct str target = str_word(&key);

	if (said->rule->verb == VERB_ERR && !irc->metadata.has_failed) {
		irc->metadata.has_failed = true;
		irc_error_heard(irc, IRC_ASKS_METADATA_KEY, said);
	}
	if (!irc->metadata.has_failed) {
		irc_out_batch(irc, STR("metadata"), target);
		if (irc->ask->verb == VERB_PING) /* for an invalid key */
			fail(irc, CODE_NO_SUCH_KEY, IRC_ABOUT(ALL, key));
		else if (is_row || irc->list_lines == 0)
			tell(irc, target, key, is_row ? said->arg[4] : nothing);
	}
	irc->list_lines = is_row;
	if (!is_row && irc->conn->asks->count == 0)
		irc_out_batch_end(irc);
}

/*
 * Shows "row T KEY ID NAME VALUE", in a batch that ends with ok unless they
 * come with a join.
 */
void
irc_hear_metadata_rows(struct irc *irc, const struct command *said)
{
	const bool batched = irc->ask->what == IRC_ASKS_METADATA_ROWS;
	struct str about = irc->ask->word;

	if (batched)
		irc_out_batch(irc, STR("metadata"), str_word(&about));
	if (said->rule->verb == VERB_ROW)
		show_value(irc, said->arg[0], said->arg[1], said->arg[4]);
	else if (batched)
		irc_out_batch_end(irc);
}

/* Handles GET KEYS. An invalid key is reported among the others, in order. */
static void
say_get(struct irc *irc, struct request *request)
{
	struct str word, key;

	irc->metadata.has_failed = false;
	do {
		next_key(request, &word, &key);
		if (key.len > 0)
			ASK(irc, METADATA_KEY, IRC_ABOUT(request->target, key),
			    STR("get"), request->table, key);
		else
			ASK(irc, METADATA_KEY, IRC_ABOUT(request->target, word),
			    STR("ping"));
	} while (request->keys.len > 0);
}

/* Handles LIST. */
static void
say_list(struct irc *irc, struct request *request)
{
	ASK(irc, METADATA_ROWS, IRC_ABOUT(request->target, ALL), STR("get"),
	    request->table);
}

/* Handles SYNC, which is about the subscribed keys. */
static void
say_sync(struct irc *irc, struct request *request)
{
	irc_metadata_sync(irc, IRC_ASKS_METADATA_ROWS,
	    IRC_ABOUT(request->target, ALL), request->table);
}

/*
 * Handles SET KEY [VALUE]. Without a value the key is removed. Before the
 * client has a name, the change is held.
 */
static void
say_set(struct irc *irc, struct request *request)
{
	const struct str value = request->line->param[3];
	struct str word, key;
	enum code code = CODE_OK;

	request->keys = request->line->param[2];
	next_key(request, &word, &key);
	if (key.len == 0 || request->keys.len > 0) {
		fail(irc, CODE_NO_SUCH_KEY,
		    IRC_ABOUT(ALL, request->line->param[2]));
		return;
	}
	if (value.len > 0)
		code = text_check(value, IRC_VALUE);
	if (code == CODE_OK && irc->registration.done) {
		change_if_may(irc, IRC_ABOUT(request->target, key, value));
		return;
	}
	if (code == CODE_OK &&
	    !IRC_ADD(irc->metadata.held, key, STR(" "), value, STR("\n")))
		code = CODE_TOO_MANY;
	if (code == CODE_OK)
		tell(irc, request->target, key, value);
	else
		fail(irc, code, IRC_ABOUT(request->target, key));
}

/* Handles CLEAR. */
static void
say_clear(struct irc *irc, struct request *request)
{
	change_if_may(irc, IRC_ABOUT(request->target, ALL));
}

/* Adds a key to those subscribed to, or removes it. False if there are many. */
static bool
subscribe(struct irc_metadata *metadata, struct str key, bool adds)
{
	struct irc_metadata after = { .has_failed = false };
	struct str keys = IRC_STR(metadata->keys);
	size_t count = adds;

	while (keys.len > 0) {
		const struct str other = str_word(&keys);
		if (str_eq(other, key))
			continue;
		(void)IRC_ADD(after.keys, other, STR(" "));
		count++;
	}
	if (adds && count <= LIMIT_KEYS)
		(void)IRC_ADD(after.keys, key, STR(" "));
	IRC_KEEP(metadata->keys, IRC_STR(after.keys));
	return count <= LIMIT_KEYS;
}

/* Handles SUBS, which lists the keys subscribed to. */
static void
say_subs(struct irc *irc, struct request *request)
{
	request->keys = IRC_STR(irc->metadata.keys);
	while (request->keys.len > 0)
		TELL(irc, "772 %1", str_word(&request->keys));
}

/*
 * Handles SUB KEYS and UNSUB KEYS. After SUB, reports the client's channels
 * (774): it may ask for the current values in each of them.
 */
static void
say_sub(struct irc *irc, struct request *request)
{
	const bool adds = str_caseeq(request->line->param[1], STR("SUB"));
	struct str word, key;

	do {
		next_key(request, &word, &key);
		if (key.len == 0) {
			fail(irc, CODE_NO_SUCH_KEY, IRC_ABOUT(ALL, word));
			continue;
		}
		if (!subscribe(&irc->metadata, key, adds)) {
			TELL(irc,
			    "FAIL METADATA TOO_MANY_SUBS %w1 "
			    ":Too many keys: limit 20",
			    word);
			break;
		}
		irc_tell(irc, STRS(adds ? STR("770 %1") : STR("771 %1"), key));
	} while (request->keys.len > 0);
	if (adds && irc->registration.done)
		ASK(irc, METADATA_LATER, nothing, STR("whois"), irc_nick(irc));
}

static const struct subcommand {
	struct str word;
	bool has_keys; /* at least one */
	bool needs_name; /* or it also works before, for the client itself */
	bool has_subject;
	void (*say)(struct irc *irc, struct request *request);
} subcommands[] = {
	{ LIT("GET"), true, true, true, say_get },
	{ LIT("LIST"), false, true, true, say_list },
	{ LIT("SET"), true, false, true, say_set },
	{ LIT("CLEAR"), false, true, true, say_clear },
	{ LIT("SUB"), true, false, false, say_sub },
	{ LIT("UNSUB"), true, false, false, say_sub },
	{ LIT("SUBS"), false, false, false, say_subs },
	{ LIT("SYNC"), false, true, true, say_sync },
};

void
irc_metadata(struct irc *irc, const struct irc_line *line)
{
	const struct subcommand *subcommand = subcommands;
	const bool named = irc->registration.done;
	const struct str target = str_eq(line->param[0], ALL) && named ?
	    irc_nick(irc) :
	    line->param[0];
	char room[IRC_TARGET], keys[2 * IRC_BODY];
	struct request request = { .line = line,
		.target = target,
		.table = irc_target_of(target, room),
		.keys = str_strip(
		    irc_about(keys, &line->param[2], line->count - 2)) };

	while (subcommand < subcommands + COUNT(subcommands) &&
	    !str_caseeq(subcommand->word, line->param[1]))
		subcommand++;
	if (subcommand == subcommands + COUNT(subcommands))
		TELL(irc,
		    "FAIL METADATA SUBCOMMAND_INVALID %w1 :Unknown subcommand",
		    line->param[1]);
	else if (subcommand->has_keys && line->count < 3)
		TELL(irc, "461 METADATA :Not enough parameters");
	else if (!named && subcommand->needs_name)
		TELL(irc, "451 :You have not registered");
	else if (subcommand->has_subject &&
	    !(named ? grammar_table_check(request.table) == CODE_OK :
		      str_eq(target, ALL)))
		fail(irc, CODE_NO_SUCH_NAME, target);
	else
		subcommand->say(irc, &request);
}

void
irc_metadata_begin(struct irc *irc)
{
	struct str lines = IRC_STR(irc->metadata.held);
	char room[IRC_TARGET];
	const struct str table = irc_target_of(irc_nick(irc), room);

	while (lines.len > 0) {
		struct str value = str_cut(&lines, '\n');
		const struct str key = str_word(&value);
		if (value.len > 0)
			ASK(irc, NOTHING, nothing, STR("put"), table, key,
			    value);
		else
			ASK(irc, NOTHING, nothing, STR("cut"), table, key);
	}
	irc->metadata.held.len = 0;
	if (irc_can(irc, CAP_METADATA))
		ASK(irc, METADATA_ROWS, IRC_ABOUT(irc_nick(irc), ALL),
		    STR("get"), table);
}
