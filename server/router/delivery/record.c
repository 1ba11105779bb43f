/* The history's records, and the lines that are not stored: see record.h. */
#include "router/delivery/record.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/delivery/downlink.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/outq.h"
#include "shared/limits.h"

/* Words of a line before REST, and the most of REST. */
#define HEAD_WORDS 4
#define REST_WORDS 10

/* The longest REST of a record: with it, an answer fits a line, too. */
#define REST_MOST                                                       \
	(LIMIT_LINE - sizeof("answer  past   tags ") - 2 * STR_DIGITS - \
	    TOKEN_MOST)

static struct unstored unstored = { .slot = SLOT_NONE };

struct unstored *
record_unstored(void)
{
	return &unstored;
}

bool
record_is_short(void)
{
	return unstored.queue.bytes <= config_now()->queue_max / 2;
}

/* Builds the line. Returns false if there is no memory. */
static bool
build(const struct unstored_line *line, uint64_t id, struct piece *piece)
{
	struct str words[HEAD_WORDS + REST_WORDS] = { STR("log"), DECIMAL(id),
		line->where, line->kind };
	size_t count = HEAD_WORDS;

	for (size_t i = 0; i < line->rest.count && count < COUNT(words); i++)
		words[count++] = line->rest.at[i];
	return event_line(
	    &unstored.stream, (struct words) { words, count }, piece);
}

bool
record_add(const struct unstored_line *line)
{
	const uint64_t id = line->id != 0 ? line->id : event_ids_next();
	const size_t most = line->must ?
	    SIZE_MAX :
	    config_now()->queue_max * (line->is_event ? 1 : 2);
	struct piece piece;

	if (id < unstored.last || line->where.len == 0 ||
	    unstored.queue.bytes >= most || !build(line, id, &piece) ||
	    !outq_push(&unstored.queue, piece, ticks_now()))
		return false;
	budget_charge(WORK_RECEIVER, 1);
	unstored.count++;
	unstored.last = id;
	downlink_push(unstored.slot, piece, 1);
	return true;
}

uint64_t
record_oldest(void)
{
	struct str line = outq_first_line(&unstored.queue);
	uint64_t id = 0;

	(void)str_word(&line); /* log */
	(void)str_to_number(str_word(&line), UINT64_MAX, &id); /* or 0 */
	return id;
}

/* Says that what comes may have come before, which no later one needs. */
static void
say_again(void)
{
	const struct unstored_line line = { .where = STR("-"),
		.kind = STR("again") };
	struct piece piece;

	if (!build(&line, record_oldest(), &piece))
		return;
	budget_charge(WORK_RECEIVER, 1);
	downlink_push(unstored.slot, piece, 1);
}

static void
send_piece(struct piece piece, void *slot)
{
	downlink_push(*(const uint32_t *)slot, piece, 1);
}

void
record_send_to(uint32_t slot)
{
	unstored.slot = slot;
	if (slot == SLOT_NONE)
		return;
	if (unstored.met && unstored.count > 0)
		say_again();
	outq_pieces(&unstored.queue, send_piece, &slot);
	unstored.met = true;
}

bool
record_stored(uint64_t lines)
{
	if (lines > unstored.count)
		return false;
	for (uint64_t i = 0; i < lines; i++)
		outq_drop_line(&unstored.queue);
	unstored.count -= lines;
	budget_charge(WORK_ROW, (size_t)lines);
	stats_add(STATS_RECORDED, lines);
	return true;
}

/* Room for the tokens of the line at hand. */
static struct {
	char *where;
	char *one, *other;
	bool lost; /* some group may have a gap, of an earlier program too */
} recorded = { .lost = true };

struct str
record_group_token(uint32_t group, char room[TOKEN_MOST])
{
	return token_make(
	    groups_name(group), groups_get(group)->history.made, room);
}

struct str
record_account_token(struct str account, char room[TOKEN_MOST])
{
	const uint64_t made = account_names_facts(account).made;

	return account.len > 0 && made != 0 ? token_make(account, made, room) :
					      STR("");
}

/* What an event does besides being said. */
enum does { SAYS, SETS, REDACTS };

/*
 * How the history has an event: its words from that one on, in a group and in a
 * talk of two; 0: it has not. In a talk, the actor is the first one.
 */
static const struct sort {
	struct str verb;
	size_t in_group, in_talk;
	enum does does;
	bool swaps; /* the first two words of a talk */
} sorts[] = {
	{ LIT("msg"), 3, 0, SAYS, false },
	{ LIT("lines"), 3, 2, SAYS, true },
	{ LIT("note"), 3, 2, SAYS, true },
	{ LIT("signal"), 3, 2, SAYS, true },
	{ LIT("tell"), 0, 2, SAYS, false },
	{ LIT("redact"), 3, 3, REDACTS, false },
	{ LIT("topic"), 3, 0, SAYS, false },
	{ LIT("mode"), 3, 0, SETS, false },
	{ LIT("join"), 3, 0, SAYS, false },
	{ LIT("leave"), 3, 0, SAYS, false },
	{ LIT("kick"), 3, 0, SAYS, false },
	{ LIT("quit"), 2, 0, SAYS, false },
	{ LIT("name"), 2, 0, SAYS, false },
};

/* Returns what is done with the event of these full words; null: nothing. */
static const struct sort *
sort_of(struct words full)
{
	for (size_t i = 0; full.count > 0 && i < COUNT(sorts); i++)
		if (str_eq(sorts[i].verb, full.at[0]))
			return &sorts[i];
	return NULL;
}

static uint64_t
id_of(struct words full)
{
	uint64_t id = 0;

	(void)str_to_number(
	    full.at[1], UINT64_MAX, &id); /* an event's ID is a number */
	return id;
}

/* Returns whether a mode event sets the mode of that letter, or clears it. */
static bool
changes_mode(struct words full, char sign, char letter)
{
	return full.at[4].at[0] == sign &&
	    memchr(full.at[4].at, letter, full.at[4].len) != NULL;
}

/*
 * Adds the lines of an event: its tags, as far as they fit, and its words from
 * that one on, without the key of a group.
 */
static bool
add_event(struct unstored_line *line, struct words full,
    const struct sort *sort, size_t from, const struct str tags[FANOUT_TAGS])
{
	struct str rest[1 + FORMS_WORDS] = { STR("tags") };
	size_t count = 1;
	bool kept = true;

	line->id = id_of(full);
	line->is_event = true;
	for (size_t i = 0; tags != NULL && i < FANOUT_TAGS; i++) {
		rest[1] = tags[i];
		if (tags[i].len > REST_MOST)
			rest[1].len = REST_MOST;
		while (rest[1].len > 0 && rest[1].len < tags[i].len &&
		    tags[i].at[rest[1].len] != ';')
			rest[1].len--;
		line->rest = (struct words) { rest, 2 };
		if (rest[1].len > 0)
			kept = kept && record_add(line);
	}
	rest[0] = full.at[0];
	for (size_t i = from; i < full.count; i++)
		rest[count++] = full.at[i];
	if (from == sort->in_talk && sort->swaps) {
		rest[1] = full.at[from + 1];
		rest[2] = full.at[from];
	}
	if (sort->does == SETS && count > 3 && changes_mode(full, '+', 'k'))
		rest[3] = STR("*");
	line->rest = (struct words) { rest, count };
	kept = kept && record_add(line);
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

bool
record_stays(uint32_t group)
{
	return groups_get(group)->history.made != 0 ||
	    groups_get(group)->kept ||
	    config_list_has(&config_now()->history_group, groups_name(group));
}

/*
 * Notes that the client's account is in the group from now on, or out, unless
 * another client of that account is in it; id 0: a new ID. Whoever leaves while
 * nothing is recorded must not read what is later: "out" is noted of a
 * registered group, which may have a history again, and no "in".
 */
static void
note_membership(uint32_t group, client_id client, bool in, uint64_t id)
{
	const struct str account = clients_account(client);

	if (account.len == 0 || config_now()->state == NULL ||
	    (!groups_get(group)->history.applies &&
		(in || !record_stays(group))))
		return;
	FOR_EACH_OF_ACCOUNT(other, account)
		if (!in && !client_same(other, client) &&
		    groups_has(group, other))
			return;
	(void)record_add(&(const struct unstored_line) { .id = id,
	    .kind = in ? STR("in") : STR("out"),
	    .where = record_account_token(account, recorded.one),
	    .rest = WORDS(record_group_token(group, recorded.where),
		DECIMAL(in && !record_stays(group) ?
			groups_get(group)->created :
			0)) }); /* or its past is not told */
}

void
record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	const struct sort *sort = sort_of(event->full);
	struct group_history *history = &groups_get(group)->history;
	struct unstored_line line;
	struct str room[FORMS_WORDS];
	struct words full;

	if (sort == NULL || sort->in_group == 0)
		return;
	full = event_full(event, false, room);
	/* Without H, it has what is said of a record, and that H is back. */
	if (groups_is_recorded(group) ||
	    (history->applies &&
		(sort->does == REDACTS ||
		    (sort->does == SETS && changes_mode(full, '+', 'H'))))) {
		const bool closed = groups_is_closed(group);
		history->was_closed |= closed;
		line = (struct unstored_line) { .kind = closed ? STR("c") :
								 STR("o"),
			.where = record_group_token(group, recorded.where) };
		if (!add_event(&line, full, sort, sort->in_group, tags))
			note_lost(group, id_of(full));
		if (sort->does == SETS && changes_mode(full, '-', 'H'))
			record_group_off(group);
	}
}

void
record_joined(uint32_t group, client_id client, uint64_t id)
{
	/* A group that nobody was in is another one, unless it stays. */
	if (groups_members(group)->count == 1 && !record_stays(group))
		groups_get(group)->created = id;
	note_membership(group, client, true, id);
}

void
record_left(uint32_t group, client_id client, uint64_t id)
{
	note_membership(group, client, false, id);
}

struct str
record_account_of(struct str name)
{
	const struct str account = account_names_find(name);
	const client_id client = clients_find(name);

	return account.len > 0 || !client_is(client) ? account :
						       clients_account(client);
}

bool
record_may_miss(struct str account, struct str other)
{
	return config_now()->state != NULL && account.len > 0 &&
	    other.len > 0 && !account_names_facts(account).is_private &&
	    !account_names_facts(other).is_private;
}

bool
record_in_talk(struct str account, struct str other, const struct event *event,
    const struct str tags[FANOUT_TAGS], bool is_missed)
{
	const struct sort *sort = sort_of(event->full);
	struct unstored_line line = { .kind = STR("c") };
	struct str room[FORMS_WORDS];

	/* What was recorded earlier may be redacted. */
	if (account.len == 0 || other.len == 0 || sort == NULL ||
	    sort->in_talk == 0 ||
	    (sort->does != REDACTS && !record_may_miss(account, other)) ||
	    (!is_missed &&
		(config_now()->history == HISTORY_NO ||
		    (config_now()->history != HISTORY_ALL &&
			sort->does != REDACTS))))
		return false;
	line.where = token_talk(record_account_token(account, recorded.one),
	    record_account_token(other, recorded.other), recorded.where);
	return add_event(
	    &line, event_full(event, false, room), sort, sort->in_talk, tags);
}

void
record_login(client_id client, bool in)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		note_membership(groups->at[i], client, in, 0);
}

void
record_group_begins(uint32_t group)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		note_membership(group, clients_at(members, i), true, 0);
}

void
record_group_off(uint32_t group)
{
	if (config_now()->state != NULL)
		(void)record_add(&(const struct unstored_line) {
		    .where = record_group_token(group, recorded.where),
		    .kind = STR("off") });
}

void
record_group_emptied(uint32_t group)
{
	struct group_history *history = &groups_get(group)->history;

	if (groups_members(group)->count > 0 || record_stays(group))
		return;
	if (history->was_closed)
		record_ends(record_group_token(group, recorded.where));
	history->was_closed = false;
}

void
record_ends(struct str token)
{
	/* If it is lost, the next journal lists what it has: journal_link.c. */
	if (config_now()->state != NULL)
		(void)record_add(&(const struct unstored_line) {
		    .kind = STR("end"), .where = token });
}

/* Records what the group has lost; false if that must wait. */
static bool
add_gap(uint32_t group)
{
	struct group_history *history = &groups_get(group)->history;
	const struct str from = DECIMAL(history->lost_from),
			 to = DECIMAL(history->lost_to);

	if (!record_add(&(const struct unstored_line) { .kind = STR("o"),
		.where = record_group_token(group, recorded.where),
		.rest = WORDS(STR("gap"), from, to) }))
		return false;
	LOG_AT(LEVEL_ERR,
	    STR("history: {group}: events from {} to {} are lost"),
	    groups_name(group), from, to);
	history->lost_from = history->lost_to = 0;
	stats_add(STATS_GAPS, 1);
	return true;
}

void
record_gaps(void)
{
	if (!recorded.lost || !record_is_short())
		return;
	recorded.lost = false;
	FOR_EACH_GROUP(group)
		if (groups_get(group)->history.lost_from != 0 &&
		    !add_gap(group))
			recorded.lost = true;
}

/* The lines themselves are saved with those of all other queues. */
static const struct field saved[] = {
	FIELD(NUMBER, struct unstored, count),
	FIELD(NUMBER, struct unstored, last),
	FIELD(BOOL, struct unstored, met),
};

MODULE(recorded) = { TABLES(TABLE(recorded.where, TOKEN_MOST),
			 TABLE(recorded.one, TOKEN_MOST),
			 TABLE(recorded.other, TOKEN_MOST)),
	FIELDS_SECTION("unstored", saved, unstored) };
