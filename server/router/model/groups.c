/* Groups and memberships: see groups.h. */
#include "router/model/groups.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/list.h"
#include "base/data/rows.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/invites.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "router/model/quota.h"
#include "router/model/table.h"
#include "shared/limits.h"
#include "shared/names.h"

#define BUCKETS 16384
#define BITS 64 /* in a word of the bit set of groups */

static_assert(GROUP_NONE == INDEX_NONE && GROUP_NONE == ROWS_NONE &&
	GROUP_NONE == LIST_END,
    "none");

struct group {
	struct set members;
	uint64_t tag;
	uint64_t created; /* clock_wall; 0: before this program */
	uint32_t over; /* members over the mark */
	uint32_t over_full; /* of these, members who want events in full */
	uint32_t full; /* members who want events in full */
	usec left; /* until when it is left, loop's clock; 0: it is a group */
	bool kept;
	unsigned char permanent; /* parts that the configuration names */
	bool has_box; /* not saved: boxes.c says it when it loads the box */
	struct group_history history;
	uint8_t box_role; /* enum box_role */
	uint8_t name_len; /* 0: no group */
	uint16_t topic_len;
	char name[LIMIT_GROUP];
	char topic[LIMIT_TOPIC];
	char topic_by[LIMIT_NAME + 1]; /* the name of who set it, if known */
	uint64_t topic_set; /* the ID of the event that set it; 0: unknown */
};

static struct {
	struct group *groups;
	struct rows rows;
	struct index by_name;
	uint64_t *there; /* a bit for each group that exists */
	struct list left; /* what is left of groups, the oldest first */
	struct link *left_links;
	uint64_t made; /* groups made so far, for their tags */
	uint64_t since; /* clock_wall: the start of this program */
} all;

static void
groups_init(void)
{
	all.since = clock_wall();
	all.groups = arena_table(GROUPS_MAX, sizeof(*all.groups));
	all.there = arena_table(GROUPS_MAX / BITS, sizeof(*all.there));
	all.left_links = arena_table(GROUPS_MAX, sizeof(*all.left_links));
	rows_init(&all.rows, GROUPS_MAX);
	INDEX_INIT(&all.by_name, all.groups, GROUPS_MAX, BUCKETS,
	    INDEX_NAME(struct group, name, name_len));
}

struct str
groups_name(uint32_t group)
{
	const struct group *g = &all.groups[group];

	return (struct str) { g->name, g->name_len };
}

struct str
groups_topic(uint32_t group)
{
	const struct group *g = &all.groups[group];

	return (struct str) { g->topic, g->topic_len };
}

void
groups_set_topic(uint32_t group, struct str topic)
{
	struct group *g = &all.groups[group];

	assert(topic.len <= sizeof(g->topic));
	if (topic.len > 0)
		memmove(g->topic, topic.at, topic.len);
	g->topic_len = (uint16_t)topic.len;
}

void
groups_note_topic(uint32_t group, struct str by, uint64_t id)
{
	struct group *g = &all.groups[group];

	assert(by.len <= LIMIT_NAME);
	if (by.len > 0)
		memcpy(g->topic_by, by.at, by.len);
	g->topic_by[by.len] = '\0';
	g->topic_set = id;
}

struct str
groups_topic_by(uint32_t group)
{
	return str_from(all.groups[group].topic_by);
}

uint64_t
groups_topic_id(uint32_t group)
{
	const struct group *g = &all.groups[group];

	return g->topic_len > 0 ? g->topic_set : 0;
}

struct group_history *
groups_history(uint32_t group)
{
	return &all.groups[group].history;
}

enum box_role
groups_box_role(uint32_t group)
{
	return (enum box_role)all.groups[group].box_role;
}

void
groups_set_box_role(uint32_t group, enum box_role role)
{
	all.groups[group].box_role = (uint8_t)role;
}

void
groups_set_box(uint32_t group, bool has_box)
{
	all.groups[group].has_box = has_box;
}

static const struct str role_words[BOX_ROLES] = {
	[BOX_ALL] = LIT("all"),
	[BOX_VOICED] = LIT("voiced"),
	[BOX_OPERATORS] = LIT("operators"),
};

struct str
box_role_word(enum box_role role)
{
	return role_words[role];
}

bool
box_role_find(struct str word, enum box_role *role)
{
	for (*role = BOX_ALL; *role < BOX_ROLES; (*role)++)
		if (str_eq(word, role_words[*role]))
			return true;
	return false;
}

uint32_t
groups_find(struct str name)
{
	const uint32_t group = index_find(&all.by_name, name);

	return group != GROUP_NONE && !groups_is_left(group) ? group :
							       GROUP_NONE;
}

uint32_t
groups_find_left(struct str name)
{
	const uint32_t group = index_find(&all.by_name, name);

	return group != GROUP_NONE && groups_is_left(group) ? group :
							      GROUP_NONE;
}

uint64_t
groups_created(uint32_t group)
{
	const uint64_t created = all.groups[group].created;

	return created != 0 ? created : all.since;
}

uint64_t
groups_tag(uint32_t group)
{
	return all.groups[group].tag;
}

size_t
groups_count(void)
{
	return rows_used(&all.rows) - all.left.count;
}

size_t
groups_count_all(void)
{
	return rows_used(&all.rows);
}

bool
groups_exists(uint64_t group)
{
	return group < all.rows.ever && all.groups[group].name_len > 0;
}

/*
 * Skips unused numbers 64 at a time: any client may ask for a list, and most of
 * the groups that there were may be gone.
 */
uint32_t
groups_next(uint32_t group)
{
	while (group < all.rows.ever) {
		const uint64_t rest = all.there[group / BITS] >> group % BITS;
		if ((rest & 1) != 0)
			return group;
		group += rest != 0 ? 1 : BITS - group % BITS;
	}
	return GROUP_NONE;
}

uint32_t
groups_next_of_all(uint32_t group)
{
	while (group < all.rows.ever && !groups_exists(group))
		group++;
	return group < all.rows.ever ? group : GROUP_NONE;
}

static void
set_there(uint32_t group, bool is)
{
	const uint64_t bit = (uint64_t)1 << group % BITS;

	if (is)
		all.there[group / BITS] |= bit;
	else
		all.there[group / BITS] &= ~bit;
}

/* Takes what is left of a group out of the list of such groups. */
static void
take_left(uint32_t group)
{
	list_drop(&all.left, all.left_links, group);
	all.groups[group].left = 0;
	index_drop(&all.by_name, group);
	quota_refund(quota_group_holder(group), QUOTA_GROUPS, 1);
}

uint32_t
groups_make(struct str name)
{
	uint32_t group = groups_find(name);
	struct group *g;
	bool has_box = false;

	assert(name.len > 0 && name.len <= sizeof(g->name));
	if (group != GROUP_NONE)
		return group;
	group = groups_find_left(name);
	if (group != GROUP_NONE) {
		has_box = all.groups[group].has_box;
		take_left(group);
	} else {
		group = rows_alloc(&all.rows);
	}
	if (group == GROUP_NONE)
		return GROUP_NONE;
	g = &all.groups[group];
	all.made += all.made < UINT32_MAX; /* its part of a tag is 32 bits */
	*g = (struct group) { .tag = all.made << 32 | group,
		.created = clock_wall(),
		.has_box = has_box,
		.name_len = (uint8_t)name.len };
	memcpy(g->name, name.at, name.len);
	index_add(&all.by_name, group);
	set_there(group, true);
	modes_begin(group);
	return group;
}

void
groups_keep(uint32_t group)
{
	quota_refund(quota_group_holder(group), QUOTA_GROUPS, 1);
	all.groups[group].kept = true;
}

bool
groups_is_kept(uint32_t group)
{
	return all.groups[group].kept;
}

void
groups_unkeep_all(void)
{
	FOR_EACH_GROUP(group)
		all.groups[group].kept = false;
}

/* Returns whether the group stays, because it is registered and not empty. */
static bool
has_store(uint32_t group)
{
	const struct group *g = &all.groups[group];

	return g->history.made != 0 &&
	    (table_count(group) > 0 || g->has_box || g->box_role != BOX_ALL ||
		g->topic_len > 0 || masks_any(group));
}

/*
 * Resets what an empty group does not keep: it has nobody who could change it.
 * The owner of a registered group could.
 */
static void
reset(uint32_t group)
{
	if (all.groups[group].history.made != 0)
		invites_clear(group);
	else
		modes_begin(group);
}

bool
groups_is_left(uint32_t group)
{
	return all.groups[group].left != 0;
}

uint32_t
groups_oldest_left(void)
{
	return list_first(&all.left);
}

usec
groups_left_until(uint32_t group)
{
	return all.groups[group].left;
}

bool
groups_is_closed(uint32_t group)
{
	return modes_is_closed(group) || all.groups[group].box_role != BOX_ALL;
}

/* Makes a group one of which something is left until then. */
static void
leave(uint32_t group, usec until)
{
	struct group *g = &all.groups[group];

	set_there(group, false);
	g->topic_len = 0;
	g->tag = 0; /* nothing finds it by that */
	g->left = until;
	list_add(&all.left, all.left_links, group, LIST_END);
	alarms_at(ALARM_LEFT, until);
}

/* Frees a group that is in no list any more. */
static void
end(uint32_t group)
{
	assert(!all.groups[group].has_box);
	table_clear(group);
	modes_end(group);
	all.groups[group].name_len = 0;
	rows_free(&all.rows, group);
}

void
groups_drop_left(uint32_t group)
{
	take_left(group);
	end(group);
}

void
groups_remove_if_empty(uint32_t group)
{
	struct group *g = &all.groups[group];

	if (g->name_len == 0 || g->left != 0 || g->members.count > 0)
		return;
	if (g->kept || has_store(group)) {
		reset(group);
		return;
	}
	if ((table_count(group) > 0 || g->has_box) &&
	    !groups_is_closed(group)) {
		modes_begin(group);
		leave(group, ticks_now() + GROUPS_LEFT_TIME);
		return;
	}
	index_drop(&all.by_name, group);
	quota_refund(quota_group_holder(group), QUOTA_GROUPS, 1);
	set_there(group, false);
	end(group);
}

bool
groups_has(uint32_t group, uint32_t client)
{
	return set_has(&clients_get(client)->groups, group);
}

struct membership *
groups_membership(uint32_t client, uint32_t group)
{
	const struct client *c = clients_get(client);
	const size_t at = set_from(&c->groups, group);

	return at < c->groups.count && c->groups.at[at] == group ?
	    &c->membership[at] :
	    NULL;
}

/*
 * Makes room for as many rows as the set has room for; returns false if there
 * is no memory.
 */
static bool
grow_rows(struct client *c, size_t had)
{
	struct membership *at;

	if (had == c->groups.room)
		return true;
	at = arena_alloc(c->groups.room * sizeof(*at));
	if (at == NULL)
		return false;
	if (had > 0)
		memcpy(at, c->membership, had * sizeof(*at));
	arena_free(c->membership, had * sizeof(*at));
	c->membership = at;
	return true;
}

/*
 * Adds a row, all zero, for a group that the client is not in yet; returns
 * false if there is no memory.
 */
static bool
add_row(struct client *c, uint32_t group)
{
	const size_t had = c->groups.room;
	size_t at;

	if (!set_add(&c->groups, group))
		return false;
	if (!grow_rows(c, had)) {
		set_remove(&c->groups, group);
		return false;
	}
	at = set_from(&c->groups, group);
	memmove(c->membership + at + 1, c->membership + at,
	    (c->groups.count - 1 - at) * sizeof(*c->membership));
	c->membership[at] = (struct membership) { 0 };
	return true;
}

/* Removes the row of a group that the client is in. */
static void
drop_row(struct client *c, uint32_t group)
{
	const size_t at = set_from(&c->groups, group);
	const size_t room = c->groups.room;

	set_remove(&c->groups, group);
	memmove(c->membership + at, c->membership + at + 1,
	    (c->groups.count - at) * sizeof(*c->membership));
	if (c->groups.room > 0)
		return;
	arena_free(c->membership, room * sizeof(*c->membership));
	c->membership = NULL;
}

bool
groups_enter(uint32_t group, uint32_t client)
{
	struct client *c = clients_get(client);
	struct group *g = &all.groups[group];

	if (groups_has(group, client))
		return true;
	if (!add_row(c, group))
		return false;
	if (!set_add(&g->members, client)) {
		drop_row(c, group);
		return false;
	}
	g->full += identity_wants_full(client);
	return true;
}

/*
 * Adds by, 1 or -1, to the counts of members over the mark, if changes is true.
 */
static void
count_over(struct group *g, uint32_t client, bool changes, uint32_t by)
{
	g->over += changes ? by : 0;
	g->over_full += changes && identity_wants_full(client) ? by : 0;
}

void
groups_leave(uint32_t group, uint32_t client)
{
	struct client *c = clients_get(client);
	struct group *g = &all.groups[group];
	const struct membership *m = groups_membership(client, group);

	if (m == NULL)
		return;
	assert(g->over >= m->over_mark);
	count_over(g, client, m->over_mark, -1U);
	g->full -= identity_wants_full(client);
	drop_row(c, group);
	set_remove(&g->members, client);
}

size_t
groups_count_full(uint32_t group)
{
	return all.groups[group].full;
}

void
groups_set_client_full(uint32_t client, bool full)
{
	const struct set *groups = groups_of(client);

	if (identity_wants_full(client) == full)
		return;
	identity_set_full(client, full);
	for (size_t i = 0; i < groups->count; i++) {
		struct group *g = &all.groups[groups->at[i]];
		const bool over = clients_get(client)->membership[i].over_mark;
		const uint32_t by = full ? 1U : -1U;
		g->full += by;
		g->over_full += over ? by : 0;
	}
}

uint64_t
groups_joined(uint32_t group, uint32_t client)
{
	const struct membership *m = groups_membership(client, group);

	if (m == NULL)
		return 0;
	return m->joined != 0 ? m->joined : all.since;
}

unsigned
groups_roles(uint32_t group, uint32_t client)
{
	const struct membership *m = groups_membership(client, group);

	return m != NULL ? m->roles : 0;
}

const struct set *
groups_members(uint32_t group)
{
	return &all.groups[group].members;
}

/*
 * Looks up each group of the client in fewer groups, because an event may go to
 * many clients.
 */
bool
groups_share(uint32_t client, uint32_t other)
{
	return client == other ||
	    set_intersects(groups_of(client), groups_of(other));
}

const struct set *
groups_of(uint32_t client)
{
	return &clients_get(client)->groups;
}

void
groups_count_mark(uint32_t group, uint32_t client, bool over)
{
	count_over(&all.groups[group], client, true, over ? 1U : -1U);
}

size_t
groups_count_over(uint32_t group, bool full)
{
	const struct group *g = &all.groups[group];

	return full ? g->over_full : g->over;
}

bool
groups_is_recorded(uint32_t group)
{
	return groups_history(group)->applies &&
	    !modes_has(group, MODE_UNRECORDED);
}

unsigned
groups_shown_modes(uint32_t group)
{
	const unsigned flags =
	    modes_get(group)->flags & ~(unsigned)MODE_UNRECORDED;

	return groups_is_recorded(group) ? flags | MODE_RECORDED : flags;
}

bool
groups_is_permanent(uint32_t group, unsigned part)
{
	return (all.groups[group].permanent & part) != 0;
}

bool
groups_part_stays(uint32_t group, unsigned part)
{
	return groups_is_permanent(group, part) ||
	    groups_history(group)->made != 0;
}

void
groups_add_permanent(uint32_t group, unsigned part)
{
	all.groups[group].permanent |= (unsigned char)part;
}

void
groups_clear_permanent(void)
{
	FOR_EACH_GROUP(group)
		all.groups[group].permanent = 0;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct group, tag),
	FIELD(NUMBER, struct group, created),
	FIELD(BOOL, struct group, kept),
	FIELD_UPTO(
	    NUMBER, struct group, permanent, PERMANENT_BOX | PERMANENT_TABLE),
	FIELD_KEY(NUMBER, struct group, history.made, "registration"),
	FIELD_KEY(BOOL, struct group, history.applies, "recorded"),
	FIELD_KEY(BOOL, struct group, history.was_closed, "was_closed"),
	FIELD_KEY(NUMBER, struct group, history.lost_from, "lost_from"),
	FIELD_KEY(NUMBER, struct group, history.lost_to, "lost_to"),
	FIELD_UPTO(NUMBER, struct group, box_role, BOX_ROLES - 1),
	FIELD_CHECKED(struct group, topic_by, "topic_by", name_spelling),
	FIELD(NUMBER, struct group, topic_set),
};

static void
groups_save(struct state *state)
{
	state_put(state, STR("made"), all.made);
	FOR_EACH_GROUP_OR_LEFT(group)
	{
		state_put(state, STR("group"), group);
		state_put_text(state, STR("name"), groups_name(group));
		if (groups_topic(group).len > 0)
			state_put_text(
			    state, STR("topic"), groups_topic(group));
		fields_put(state, FIELDS(saved), &all.groups[group]);
	}
	for (uint32_t group = groups_oldest_left(); group != GROUP_NONE;
	     group = list_next(all.left_links, group)) {
		const usec until = all.groups[group].left;
		STATE_PUT(state, STR("left"), DECIMAL(group),
		    DECIMAL(until > state->loop ? until - state->loop : 0));
	}
}

/* Finishes a loaded group, once all its lines are read. */
static void
groups_settle(struct state *state, uint32_t group)
{
	if (group == GROUP_NONE || groups_exists(group))
		return;
	state_wrong(state, "group without a name");
}

static void
load_name(struct state *state, uint32_t group)
{
	struct group *g = &all.groups[group];
	const struct str name = state->value;

	if (groups_exists(group) || group_check(name) != CODE_OK ||
	    groups_find(name) != GROUP_NONE) {
		state_wrong(state, "invalid or duplicate group name");
		return;
	}
	g->name_len = (uint8_t)name.len;
	memcpy(g->name, name.at, name.len);
	index_add(&all.by_name, group);
	set_there(group, true);
	modes_begin(group);
}

static void
load_topic(struct state *state, uint32_t group)
{
	if (text_check(state->value, LIMIT_TOPIC) == CODE_OK)
		groups_set_topic(group, state->value);
	else
		state_wrong(state, "invalid topic");
}

/* Checks a loaded tag, and keeps later groups from getting it again. */
static void
check_tag(struct state *state, struct group *g, uint32_t group)
{
	const uint64_t made = g->tag >> 32;

	if (g->tag != 0 && (uint32_t)g->tag != group) {
		g->tag = 0;
		state_wrong(state, "tag of another group");
	} else if (made > all.made) {
		all.made = made;
		state_wrong(state, "tag of a later group");
	}
}

static void
load_group(struct state *state, uint32_t group)
{
	struct group *g = &all.groups[group];

	if (state_is(state, STR("name")))
		load_name(state, group);
	else if (!groups_exists(group))
		state_wrong(state, "group without a name");
	else if (state_is(state, STR("topic")))
		load_topic(state, group);
	else
		fields_get(state, FIELDS(saved), g);
	check_tag(state, g, group);
}

/* Loads "left GROUP TIME", which comes after the lines of all groups. */
static void
load_left(struct state *state)
{
	uint64_t words[2];

	if (!state_words(state, words, COUNT(words)))
		return;
	if (groups_exists(words[0]) && !groups_is_left((uint32_t)words[0]) &&
	    !groups_is_kept((uint32_t)words[0]) && words[1] <= GROUPS_LEFT_TIME)
		leave((uint32_t)words[0], state->loop + words[1]);
	else
		state_wrong(state, "nothing is left of such a group");
}

static void
groups_load(struct state *state)
{
	uint32_t group = GROUP_NONE;

	while (state_next(state))
		if (state_is(state, STR("group"))) {
			groups_settle(state, group);
			group = rows_load(&all.rows, state);
		} else if (state_is(state, STR("left"))) {
			groups_settle(state, group);
			group = GROUP_NONE;
			load_left(state);
		} else if (group != GROUP_NONE) {
			load_group(state, group);
		} else if (state_is(state, STR("made"))) {
			(void)state_number(
			    state, UINT32_MAX, &all.made); /* noted */
		}
	groups_settle(state, group);
}

MODULE(groups) = { .init = groups_init, SECTION("groups", groups, 0) };
