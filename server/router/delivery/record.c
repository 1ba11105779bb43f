/* The history's records, and the lines that are not stored: see record.h. */
#include "router/delivery/record.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/outq.h"
#include "shared/grammar.h"

/* Words of a line before REST, and the most of REST. */
#define HEAD_WORDS 4
#define REST_WORDS 10

/* The stored lines that are dropped in a turn, also in a busy one. */
#define LEAST 1024

static struct unstored {
	struct stream stream;
	struct outq queue;
	uint64_t count; /* of its lines */
	uint32_t slot; /* of the journal; SLOT_NONE: none takes lines */
	uint64_t last; /* ID of the last line */
	uint64_t upto; /* not saved; all lines below that ID are stored */
	bool reported; /* not saved; the last line was reported as stored, */
	bool alone; /* not saved; and no other line has its ID */
	bool met; /* this server has had a journal */
	usec full; /* not saved; ticks_now: since when more than half waits; 0:
		      not so */
} unstored = { .slot = SLOT_NONE };

bool
unstored_is_short(void)
{
	return unstored.queue.bytes <= config_now()->queue_max / 2;
}

/* Notes whether more than half of queue_max waits. */
static void
weigh(void)
{
	const bool over = !unstored_is_short();

	if (over && unstored.full == 0) {
		unstored.full = ticks_now();
		alarms_at(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
	} else if (!over && unstored.full != 0) {
		unstored.full = 0;
		watch_no_wait(); /* lines that waited for this may run now */
	}
}

bool
unstored_holds(void)
{
	return unstored.full != 0 &&
	    ticks_now() - unstored.full < config_now()->hold_time;
}

/* Builds the line. Returns false if there is no memory, or it is too long. */
static bool
build(const struct unstored_line *line, uint64_t id, struct piece *piece)
{
	struct str words[HEAD_WORDS + 1 + REST_WORDS] = { STR("log"),
		DECIMAL(id), line->where, line->kind };
	struct buf *buf = stream_begin(&unstored.stream, 1);
	size_t count = HEAD_WORDS;

	if (line->verb.len > 0)
		words[count++] = line->verb;
	for (size_t i = 0; i < line->rest.count && count < COUNT(words); i++)
		words[count++] = line->rest.at[i];
	while (count > HEAD_WORDS && words[count - 1].len == 0)
		count--;
	if (buf == NULL || !buf_say(buf, words, count) ||
	    buf_len(buf) > LIMIT_LINE)
		return false;
	*piece = stream_end(&unstored.stream);
	return true;
}

bool
unstored_add(const struct unstored_line *line)
{
	const uint64_t id = line->id != 0 ? line->id : event_ids_next_number();
	const size_t most = line->must ?
	    SIZE_MAX :
	    config_now()->queue_max * (line->is_event ? 1 : 2);
	struct piece piece;

	if (id < unstored.last || line->where.len == 0 ||
	    unstored.queue.bytes >= most || !build(line, id, &piece) ||
	    !outq_push(&unstored.queue, piece, ticks_now()))
		return false;
	budget_charge(WORK_BYTE, piece.end - piece.start);
	budget_charge(WORK_RECEIVER, 1);
	unstored.count++;
	if (unstored.reported && unstored.alone && id > unstored.last)
		unstored.upto = id; /* all before it is stored */
	unstored.alone = id > unstored.last;
	unstored.last = id;
	unstored.reported = false;
	if (unstored.slot != SLOT_NONE)
		downlink_push(unstored.slot, piece, 1);
	weigh();
	return true;
}

uint64_t
unstored_last(void)
{
	return unstored.last;
}

/* Returns the ID of the first line; 0: there is none. */
static uint64_t
first_id(void)
{
	struct str line = outq_first_line(&unstored.queue);
	uint64_t id = 0;

	(void)str_word(&line); /* log */
	(void)str_to_number(str_word(&line), UINT64_MAX, &id); /* or 0 */
	return id;
}

static void
say(uint64_t id, struct str where, struct str kind)
{
	const struct unstored_line line = { .where = where, .kind = kind };
	struct piece piece;

	if (unstored.slot == SLOT_NONE || !build(&line, id, &piece))
		return;
	budget_charge(WORK_RECEIVER, 1);
	downlink_push(unstored.slot, piece, 1);
}

void
unstored_say(struct str where, struct str kind)
{
	unstored.last = event_ids_next_number();
	say(unstored.last, where, kind);
}

static void
send_piece(struct piece piece, void *slot)
{
	downlink_push(*(const uint32_t *)slot, piece, 1);
}

void
unstored_send_to(uint32_t slot)
{
	const uint64_t first = first_id();

	unstored.slot = slot;
	/*
	 * What is stored may have been erased since, and must not come back.
	 * Of several lines of one ID not all may have come before the report.
	 */
	if (!unstored.reported || !unstored.alone) {
		if (unstored.met && first != 0)
			say(first, STR("-"), STR("again"));
		outq_pieces(&unstored.queue, send_piece, &slot);
	}
	unstored.met = true;
}

void
unstored_send_nowhere(void)
{
	unstored.slot = SLOT_NONE;
}

/* Drops what is stored, in each turn as much as it has time for. */
static void
drop_stored(void)
{
	const uint64_t before = unstored.count;
	size_t dropped = 0;
	uint64_t first;

	while ((first = first_id()) != 0 && first < unstored.upto) {
		outq_drop_line(&unstored.queue);
		unstored.count--;
		budget_charge(WORK_ROW, 1);
		if (++dropped < LEAST || !budget_turn_is_spent())
			continue;
		watch_no_wait();
		break;
	}
	if (dropped == 0)
		return;
	stats_add(SCORE_RECORDED, before - unstored.count);
	weigh();
}

bool
unstored_stored(uint64_t id)
{
	if (id > unstored.last)
		return false;
	if (id > unstored.upto)
		unstored.upto = id;
	unstored.reported = id == unstored.last;
	drop_stored();
	return true;
}

uint64_t
unstored_count(void)
{
	return unstored.reported ? 0 : unstored.count;
}

size_t
unstored_bytes(void)
{
	return unstored.queue.bytes;
}

uint64_t
unstored_oldest(void)
{
	return unstored.reported ? 0 : first_id();
}

/* Room for the tokens of the line at hand. */
static struct {
	char *where;
	char *one, *other;
	bool lost; /* some group has lost events */
} recorded;

struct str
record_group_token(uint32_t group, char room[TOKEN_MOST])
{
	return token_make(
	    groups_name(group), groups_get(group)->history.made, room);
}

struct str
record_account_token(struct str account, char room[TOKEN_MOST])
{
	const uint64_t made = account_names_made(account);

	return account.len > 0 && made != 0 ? token_make(account, made, room) :
					      STR("");
}

bool
record_is_named(struct str group)
{
	return config_list_has(&config_now()->history_group, group);
}

/* Stands for a group's key. */
#define HIDDEN STR("*")

/* Words of an event before its actor: VERB ID G, or VERB ID. */
#define AFTER_GROUP 3
#define AFTER_ID 2

/* The sort of an event: how the history has it. */
enum record_sort {
	RECORD_NOTHING, /* it does not have it */
	RECORD_PLAIN,
	RECORD_JOIN,
	RECORD_LEAVE,
	RECORD_KICK,
	RECORD_MODE,
	RECORD_REDACT,
	RECORD_SHARED, /* once for each group of its actor */
	RECORD_TELL, /* between two: from, and to */
	RECORD_NOTE /* between two: to, and from */
};

static const struct {
	struct str word;
	enum record_sort in_group, between;
} sorts[] = {
	{ LIT("msg"), RECORD_PLAIN, RECORD_NOTHING },
	{ LIT("lines"), RECORD_PLAIN, RECORD_NOTE },
	{ LIT("note"), RECORD_PLAIN, RECORD_NOTE },
	{ LIT("signal"), RECORD_PLAIN, RECORD_NOTE },
	{ LIT("tell"), RECORD_NOTHING, RECORD_TELL },
	{ LIT("redact"), RECORD_REDACT, RECORD_REDACT },
	{ LIT("topic"), RECORD_PLAIN, RECORD_NOTHING },
	{ LIT("mode"), RECORD_MODE, RECORD_NOTHING },
	{ LIT("join"), RECORD_JOIN, RECORD_NOTHING },
	{ LIT("leave"), RECORD_LEAVE, RECORD_NOTHING },
	{ LIT("kick"), RECORD_KICK, RECORD_NOTHING },
	{ LIT("quit"), RECORD_SHARED, RECORD_NOTHING },
	{ LIT("name"), RECORD_SHARED, RECORD_NOTHING },
};

/* Returns what is done with the event of these full words. */
static enum record_sort
sort_of(struct words full, bool between)
{
	for (size_t i = 0; full.count > 0 && i < COUNT(sorts); i++)
		if (str_eq(sorts[i].word, full.at[0]))
			return between ? sorts[i].between : sorts[i].in_group;
	return RECORD_NOTHING;
}

static uint64_t
id_of(struct words full)
{
	uint64_t id = 0;

	(void)str_to_number(
	    full.at[1], UINT64_MAX, &id); /* an event's ID is a number */
	return id;
}

/* Returns whether a mode event sets the mode of that letter. */
static bool
sets_mode(struct words full, char letter)
{
	return full.at[4].at[0] == '+' &&
	    memchr(full.at[4].at, letter, full.at[4].len) != NULL;
}

/*
 * Returns the words after WHERE, some of them in the room: the actor first, and
 * no key of a group.
 */
static struct words
rest_of(struct words full, enum record_sort sort, struct str room[FORMS_WORDS])
{
	const size_t from = sort == RECORD_SHARED || sort == RECORD_TELL ||
		sort == RECORD_NOTE ?
	    AFTER_ID :
	    AFTER_GROUP;
	size_t count = 0;

	for (size_t i = from; i < full.count; i++)
		room[count++] = full.at[i];
	if (sort == RECORD_NOTE) {
		room[0] = full.at[AFTER_ID + 1];
		room[1] = full.at[AFTER_ID];
	}
	if (sort == RECORD_MODE && count > 2 && sets_mode(full, 'k'))
		room[2] = HIDDEN;
	return (struct words) { room, count };
}

/* Adds the lines of an event: its tags, as far as they fit, and itself. */
static bool
add_event(struct unstored_line *line, struct words words, enum record_sort sort,
    const struct str tags[FANOUT_TAGS])
{
	struct str room[FORMS_WORDS];
	bool kept = true;

	line->id = id_of(words);
	line->is_event = true;
	line->verb = STR("tags");
	for (size_t i = 0; tags != NULL && i < FANOUT_TAGS; i++) {
		struct str fitting = tags[i];
		if (fitting.len > UNSTORED_REST)
			fitting.len = UNSTORED_REST;
		while (fitting.len > 0 && fitting.len < tags[i].len &&
		    fitting.at[fitting.len] != ';')
			fitting.len--;
		line->rest = (struct words) { &fitting, 1 };
		if (fitting.len > 0)
			kept = kept && unstored_add(line);
	}
	line->verb = words.at[0];
	line->rest = rest_of(words, sort, room);
	kept = kept && unstored_add(line);
	line->rest = NO_WORDS; /* the room is gone */
	return kept;
}

static void
note_lost(uint32_t group, uint64_t id)
{
	struct group_history *history = &groups_get(group)->history;

	if (history->lost_from == 0) {
		history->lost_from = id;
		LOG_AT(LEVEL_ERR,
		    STR("history: {group}: events are lost, for too much "
			"waits for the journal"),
		    groups_name(group));
	}
	history->lost_to = id;
	recorded.lost = true;
}

/* Adds the event of the group, with its tags. */
static void
add_to_group(uint32_t group, struct words words, enum record_sort sort,
    const struct str tags[FANOUT_TAGS])
{
	const bool closed = modes_is_closed(group);
	struct unstored_line line = { .kind = closed ? STR("c") : STR("o"),
		.where = record_group_token(group, recorded.where) };

	groups_get(group)->history.was_closed |= closed;
	if (!add_event(&line, words, sort, tags))
		note_lost(group, id_of(words));
}

/* Returns whether the group has a past although its history may be off now. */
static bool
stays(uint32_t group)
{
	return groups_get(group)->history.made != 0 ||
	    groups_get(group)->kept || record_is_named(groups_name(group));
}

/* Adds a line of a client's membership; id 0: of a new ID. */
static void
add_membership(uint32_t group, uint32_t client, struct str kind, uint64_t id)
{
	const struct unstored_line line = { .id = id,
		.kind = kind,
		.where = record_group_token(group, recorded.where),
		.rest = WORDS(record_account_token(
		    identity_account(client), recorded.one)) };

	if (line.rest.at[0].len > 0)
		(void)unstored_add(&line); /* the group's past is not told */
}

/* Returns whether another client of its account is in the group. */
static bool
has_other(uint32_t group, uint32_t client)
{
	uint32_t cursor = IDENTITY_FIRST, other;

	while ((other = identity_next_with_account(
		    identity_account(client), &cursor)) != CLIENT_NONE)
		if (other != client && groups_has(group, other))
			return true;
	return false;
}

static void
add_in(uint32_t group, uint32_t client, uint64_t id)
{
	if (identity_account(client).len > 0 &&
	    config_now()->history != HISTORY_NO &&
	    groups_get(group)->history.applies && !has_other(group, client))
		add_membership(group, client, STR("in"), id);
}

/* Whoever leaves while nothing is recorded must not read what is later. */
static void
add_out(uint32_t group, uint32_t client, uint64_t id)
{
	if (client != CLIENT_NONE && identity_account(client).len > 0 &&
	    config_now()->state != NULL &&
	    (groups_get(group)->history.applies || stays(group)) &&
	    !has_other(group, client))
		add_membership(group, client, STR("out"), id);
}

/* A group that nobody was in is another one, unless it stays. */
static void
end_former(uint32_t group, uint64_t id)
{
	const struct unstored_line line = { .id = id,
		.kind = STR("out"),
		.where = record_group_token(group, recorded.where),
		.rest = WORDS(STR("*")) };

	if (groups_members(group)->count == 1 && !stays(group) &&
	    groups_get(group)->history.applies)
		(void)unstored_add(&line); /* or there is no room for events */
}

/*
 * Returns whether the group's history has the event. It has that it is wanted
 * again, and what is said about an earlier record.
 */
static bool
has_event(uint32_t group, struct words words, enum record_sort sort)
{
	return groups_is_recorded(group) ||
	    (groups_get(group)->history.applies &&
		(sort == RECORD_REDACT ||
		    (sort == RECORD_MODE && sets_mode(words, 'H'))));
}

void
record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	const enum record_sort sort = sort_of(event->full, false);
	struct str room[FORMS_WORDS];
	struct words words;
	uint64_t id;

	if (sort == RECORD_NOTHING)
		return;
	words = forms_full(event, room);
	id = id_of(words);
	if (sort == RECORD_JOIN)
		end_former(group, id);
	if (has_event(group, words, sort))
		add_to_group(group, words, sort, tags);
	if (sort == RECORD_JOIN)
		add_in(group, event->actor, id);
	else if (sort == RECORD_LEAVE)
		add_out(group, event->actor, id);
	else if (sort == RECORD_KICK)
		add_out(group, clients_find(words.at[4]), id);
}

bool
record_has_talk(struct str account, struct str other)
{
	return config_now()->history == HISTORY_ALL && account.len > 0 &&
	    other.len > 0 && !account_names_is_private(account) &&
	    !account_names_is_private(other);
}

static bool
add_to_talk(struct str account, struct str other, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	struct str room[FORMS_WORDS];
	const struct words words = forms_full(event, room);
	struct unstored_line line = { .kind = STR("c") };

	line.where = token_talk(record_account_token(account, recorded.one),
	    record_account_token(other, recorded.other), recorded.where);
	return add_event(&line, words, sort_of(words, true), tags);
}

void
record_between(uint32_t client, uint32_t other, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	const struct str account = identity_account(client);
	const struct str to = identity_account(other);

	if (sort_of(event->full, true) != RECORD_NOTHING &&
	    record_has_talk(account, to))
		(void)add_to_talk(account, to, event, tags); /* or it is lost */
}

void
record_in_talk(struct str account, struct str other, const struct event *event)
{
	if (config_now()->history != HISTORY_NO)
		(void)add_to_talk(account, other, event, NULL); /* as above */
}

bool
record_letter(struct str account, struct str other, const struct event *event)
{
	return !record_has_talk(account, other) ||
	    add_to_talk(account, other, event, NULL);
}

void
record_login(uint32_t client, bool in)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		(in ? add_in : add_out)(groups->at[i], client, 0);
}

void
record_group_begins(uint32_t group)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		if (identity_account(members->at[i]).len > 0)
			add_membership(group, members->at[i], STR("in"), 0);
}

void
record_group_emptied(uint32_t group)
{
	struct group_history *history = &groups_get(group)->history;

	if (groups_members(group)->count > 0 || stays(group))
		return;
	if (history->was_closed)
		record_ends(record_group_token(group, recorded.where), false);
	history->was_closed = false;
}

void
record_ends(struct str token, bool is_account)
{
	const struct unstored_line line = { .kind = STR("end"),
		.where = token,
		.rest = WORDS(is_account ? STR("account") : STR("")) };

	/* If it is lost, it does not live when the next journal is told. */
	if (config_now()->state != NULL)
		(void)unstored_add(&line);
}

/* Records what the group has lost. */
static bool
add_gap(uint32_t group)
{
	struct group_history *history = &groups_get(group)->history;
	const struct unstored_line line = { .kind = STR("o"),
		.where = record_group_token(group, recorded.where),
		.verb = STR("gap"),
		.rest = WORDS(
		    DECIMAL(history->lost_from), DECIMAL(history->lost_to)) };

	if (!unstored_add(&line))
		return false;
	LOG_AT(LEVEL_ERR,
	    STR("history: {group}: events from {} to {} are lost"),
	    groups_name(group), DECIMAL(history->lost_from),
	    DECIMAL(history->lost_to));
	history->lost_from = history->lost_to = 0;
	stats_add(SCORE_GAPS, 1);
	return true;
}

void
record_turn(void)
{
	drop_stored();
	if (!recorded.lost || !unstored_is_short())
		return;
	recorded.lost = false;
	FOR_EACH_GROUP(group)
		if (groups_get(group)->history.lost_from != 0 &&
		    !add_gap(group))
			recorded.lost = true;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct unstored, last),
	FIELD(BOOL, struct unstored, met),
};

static void
save_piece(struct piece piece, void *state)
{
	struct str text = { piece.segment->data + piece.start,
		piece.end - piece.start };

	while (text.len > 0)
		STATE_PUT(state, STR("line"), str_cut(&text, '\n'));
}

static void
unstored_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &unstored);
	outq_pieces(&unstored.queue, save_piece, state);
}

static void
load_line(struct state *state)
{
	struct command command;
	struct buf *buf;

	if (grammar_parse(state->value, FROM_ROUTER, &command) != CODE_OK ||
	    command.rule->verb != VERB_LOG) {
		state_wrong(state, "invalid line for the journal");
		return;
	}
	buf = stream_begin(&unstored.stream, 1);
	if (buf == NULL || !BUF_CAT(buf, state->value, STR("\n")) ||
	    !outq_push(
		&unstored.queue, stream_end(&unstored.stream), ticks_now()))
		state_wrong(state, "out of memory");
	else
		unstored.count++;
}

static void
unstored_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("line")))
			load_line(state);
		else
			fields_get(state, FIELDS(saved), &unstored);
}

/* Gaps that an earlier program has left are looked for, once. */
static void
recorded_init(void)
{
	recorded.lost = true;
}

MODULE(recorded) = { .init = recorded_init,
	TABLES(TABLE(recorded.where, TOKEN_MOST),
	    TABLE(recorded.one, TOKEN_MOST), TABLE(recorded.other, TOKEN_MOST)),
	SECTION("unstored", unstored) };
