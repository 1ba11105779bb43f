/* The history's records: see record.h. */
#include "router/delivery/record.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/state/module.h"
#include "router/delivery/unstored.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"

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
	const struct config_list *list = &config_now()->history_group;

	for (size_t i = 0; i < list->count; i++)
		if (str_caseeq(str_from(list->at[i]), group))
			return true;
	return false;
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

static bool
sets_key(struct words full)
{
	return full.at[4].at[0] == '+' &&
	    memchr(full.at[4].at, 'k', full.at[4].len) != NULL;
}

/* Returns whether it is a mode event by which a history goes on. */
static bool
wants_history(struct words full)
{
	return full.at[4].at[0] == '+' &&
	    memchr(full.at[4].at, 'H', full.at[4].len) != NULL;
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
	if (sort == RECORD_MODE && count > 2 && sets_key(full))
		room[2] = HIDDEN;
	return (struct words) { room, count };
}

/* Returns the tags, without those that do not fit. */
static struct str
fitting_tags(struct str tags)
{
	if (tags.len <= UNSTORED_REST)
		return tags;
	tags.len = UNSTORED_REST;
	while (tags.len > 0 && tags.at[tags.len] != ';')
		tags.len--;
	return tags;
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
		line->rest = WORDS(fitting_tags(tags[i]));
		if (line->rest.at[0].len > 0)
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
	    config_wants_journal(config_now()) &&
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
		    (sort == RECORD_MODE && wants_history(words))));
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

void
record_in_groups(const struct set *groups, const struct event *event)
{
	struct str room[FORMS_WORDS];

	if (sort_of(event->full, false) != RECORD_SHARED)
		return;
	for (size_t i = 0; i < groups->count; i++)
		if (groups_is_recorded(groups->at[i]))
			add_to_group(groups->at[i], forms_full(event, room),
			    RECORD_SHARED, NULL);
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
record_logged_in(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		add_in(groups->at[i], client, 0);
}

void
record_logs_out(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		add_out(groups->at[i], client, 0);
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
	if (config_wants_journal(config_now()))
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
	if (!recorded.lost || !unstored_is_short())
		return;
	recorded.lost = false;
	FOR_EACH_GROUP(group)
		if (groups_get(group)->history.lost_from != 0 &&
		    !add_gap(group))
			recorded.lost = true;
}

/* Gaps that an earlier program has left are looked for, once. */
static void
recorded_init(void)
{
	recorded.lost = true;
}

MODULE(recorded) = { .init = recorded_init,
	TABLES(TABLE(recorded.where, TOKEN_MOST),
	    TABLE(recorded.one, TOKEN_MOST),
	    TABLE(recorded.other, TOKEN_MOST)) };
