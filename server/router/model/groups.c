/* Groups and memberships: see groups.h. */
#include "router/model/groups.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/masks.h"
#include "router/model/table.h"
#include "shared/limits.h"
#include "shared/names.h"

#define BUCKETS 16384

static_assert(GROUP_NONE == INDEX_NONE && GROUP_NONE == ROWS_NONE, "none");

static struct {
	struct group *groups;
	struct rows rows;
	struct index by_name;
	size_t left; /* groups without members that stay for a while */
	uint64_t made; /* groups made so far, for their tags */
	uint64_t since; /* clock_wall: the start of this program */
} all;

static void
groups_init(void)
{
	all.since = clock_wall();
	rows_init(&all.rows, GROUPS_MAX);
	INDEX_INIT(&all.by_name, all.groups, GROUPS_MAX, BUCKETS,
	    INDEX_NAME(struct group, name, name_len));
}

struct group *
groups_get(uint32_t group)
{
	return &all.groups[group];
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
	return str_from(all.groups[group].topic);
}

void
groups_set_topic(uint32_t group, struct str topic, struct str by, uint64_t id)
{
	struct group *g = &all.groups[group];

	str_put(g->topic, sizeof(g->topic), topic);
	str_put(g->topic_by, sizeof(g->topic_by), by);
	g->topic_set = topic.len > 0 ? id : 0;
}

static_assert(
    MODE_ACCOUNTS == 1 << (MODES_LETTERS - 1), "each flag has a letter");

bool
groups_is(uint32_t group, unsigned flag)
{
	return (all.groups[group].modes.flags & flag) != 0;
}

struct str
groups_key(uint32_t group)
{
	return str_from(all.groups[group].modes.key);
}

bool
groups_flood_read(struct str text, struct rate *rate)
{
	const bool fits = text.len <= LIMIT_FLOOD;
	const struct str lines = str_cut(&text, ':');
	uint64_t seconds;

	if (!fits || !str_to_number(lines, 1000, &rate->count) ||
	    !str_to_number(text, BUCKET_PERIOD / SEC, &seconds) ||
	    rate->count == 0 || seconds == 0)
		return false;
	rate->burst = rate->count;
	rate->period = seconds * SEC;
	return true;
}

bool
groups_is_closed(uint32_t group)
{
	return groups_is(group, MODE_INVITE_ONLY | MODE_SECRET) ||
	    groups_key(group).len > 0;
}

bool
groups_read_modes(struct str text, struct modes *of)
{
	const struct str letters = str_word(&text), limit = str_word(&text),
			 key = str_word(&text);
	struct rate flood;
	uint64_t number;

	of->flags = 0;
	for (size_t i = 0; !str_eq(letters, STR("-")) && i < letters.len; i++) {
		const unsigned flag = clients_flag(MODE_LETTERS, letters.at[i]);
		if ((flag & MODES_ALL) == 0)
			return false;
		of->flags |= flag;
	}
	if (!str_to_number(limit, UINT32_MAX, &number) ||
	    key.len > LIMIT_GROUP_KEY ||
	    (text.len > 0 && !groups_flood_read(text, &flood)))
		return false;
	of->limit = (uint32_t)number;
	str_put(
	    of->key, sizeof(of->key), str_eq(key, STR("-")) ? STR("") : key);
	str_put(of->flood, sizeof(of->flood), text);
	return true;
}

bool
groups_invite(uint32_t group, client_id client, bool opens)
{
	struct group *g = &all.groups[group];
	const bool had = set_has(&g->invited, client.n);

	if (!had &&
	    (g->invited.count >= LIMIT_INVITED ||
		!set_add(&g->invited, client.n)))
		return false;
	if (set_add(&clients_get(client)->invited, group) &&
	    (!opens || set_add(&g->opened, client.n)))
		return true;
	if (!had)
		groups_drop_invites(group, client);
	return false;
}

void
groups_drop_invites(uint32_t group, client_id client)
{
	set_remove(&all.groups[group].invited, client.n);
	set_remove(&all.groups[group].opened, client.n);
	set_remove(&clients_get(client)->invited, group);
}

/* Ends all invitations to the group. */
static void
uninvite(uint32_t group)
{
	const struct set *clients = &all.groups[group].invited;

	while (clients->count > 0)
		groups_drop_invites(group, clients_at(clients, 0));
}

/* Ends all invitations of a client that leaves the chat. */
static void
forget_guest(client_id client)
{
	const struct set *groups = &clients_get(client)->invited;

	while (groups->count > 0)
		groups_drop_invites(groups->at[groups->count - 1], client);
}

/* Removes masks and invitations, and sets the modes of a new group. */
static void
reset(uint32_t group)
{
	masks_clear(&all.groups[group].masks);
	uninvite(group);
	all.groups[group].modes = (struct modes) { .flags = MODES_FIRST };
}

uint32_t
groups_find(struct str name)
{
	return index_find(&all.by_name, name);
}

size_t
groups_count(void)
{
	return rows_used(&all.rows);
}

bool
groups_exists(uint64_t group)
{
	return rows_has(&all.rows, group);
}

uint32_t
groups_next(uint32_t group)
{
	return rows_next(&all.rows, group);
}

uint32_t
groups_make(struct str name)
{
	uint32_t group = groups_find(name);
	struct group *g;

	assert(name.len > 0 && name.len <= sizeof(g->name));
	if (group != GROUP_NONE)
		return group;
	group = rows_alloc(&all.rows);
	if (group == GROUP_NONE)
		return GROUP_NONE;
	g = &all.groups[group];
	all.made += all.made < UINT32_MAX; /* its part of a tag is 32 bits */
	*g = (struct group) { .tag = all.made << 32 | group,
		.created = clock_wall(),
		.modes.flags = MODES_FIRST,
		.name_len = (uint8_t)name.len };
	memcpy(g->name, name.at, name.len);
	index_add(&all.by_name, group);
	return group;
}

/* Sets until when a group without members stays; 0: it is not such a group. */
static void
set_left(uint32_t group, usec until)
{
	struct group *g = &all.groups[group];

	all.left += (size_t)(until != 0) - (size_t)(g->left != 0);
	g->left = until;
	if (until != 0)
		ticks_alarm(ALARM_LEFT, until);
}

size_t
groups_count_left(void)
{
	return all.left;
}

uint32_t
groups_first_left(void)
{
	uint32_t first = GROUP_NONE;

	for (uint32_t group = groups_next(0);
	     all.left > 0 && group != GROUP_NONE;
	     group = groups_next(group + 1))
		if (all.groups[group].left != 0 &&
		    (first == GROUP_NONE ||
			all.groups[group].left < all.groups[first].left))
			first = group;
	return first;
}

void
groups_keep(uint32_t group)
{
	struct group *g = &all.groups[group];

	clients_refund(&g->holder, QUOTA_GROUPS, 1);
	set_left(group, 0);
	g->kept = true;
}

void
groups_unkeep_all(void)
{
	FOR_EACH_GROUP(group)
		all.groups[group].kept = false;
}

bool
groups_lasts(uint32_t group)
{
	return all.groups[group].kept || all.groups[group].history.made != 0;
}

/* Returns whether the group stays, because it is registered and not empty. */
static bool
has_store(uint32_t group)
{
	const struct group *g = &all.groups[group];
	size_t masks = 0;

	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		masks += g->masks.list[list].count;
	return g->history.made != 0 &&
	    (table_count(group) > 0 || g->has_box || g->topic[0] != '\0' ||
		masks > 0);
}

void
groups_drop_left(uint32_t group)
{
	assert(!all.groups[group].has_box);
	index_drop(&all.by_name, group);
	clients_refund(&all.groups[group].holder, QUOTA_GROUPS, 1);
	set_left(group, 0);
	table_clear(group);
	reset(group);
	all.groups[group].name_len = 0;
	rows_free(&all.rows, group);
}

void
groups_remove_if_empty(uint32_t group)
{
	struct group *g = &all.groups[group];

	if (!groups_exists(group) || g->left != 0 || g->members.count > 0)
		return;
	/* Nobody can change what it has, unless it has an owner. */
	if (g->history.made != 0 && (g->kept || has_store(group))) {
		uninvite(group);
	} else if (g->kept) {
		reset(group);
	} else if ((table_count(group) > 0 || g->has_box) &&
	    !groups_is_closed(group)) {
		reset(group);
		groups_set_topic(group, STR(""), STR(""), 0);
		set_left(group, ticks_now() + GROUPS_LEFT_TIME);
	} else {
		groups_drop_left(group);
	}
}

bool
groups_has(uint32_t group, client_id client)
{
	return set_has(&clients_get(client)->groups, group);
}

struct membership *
groups_membership(client_id client, uint32_t group)
{
	const struct client *c = clients_get(client);
	const size_t at = set_from(&c->groups, group);

	return at < c->groups.count && c->groups.at[at] == group ?
	    &c->membership[at] :
	    NULL;
}

/*
 * Adds a row, all zero, for a group that the client is not in yet; returns
 * false if there is no memory.
 */
static bool
add_row(struct client *c, uint32_t group)
{
	const size_t had = c->groups.room;
	struct membership *rows;
	size_t at;

	if (!set_add(&c->groups, group))
		return false;
	if (had != c->groups.room) {
		rows = arena_alloc(c->groups.room * sizeof(*rows));
		if (rows == NULL) {
			set_remove(&c->groups, group);
			return false;
		}
		if (had > 0)
			memcpy(rows, c->membership, had * sizeof(*rows));
		arena_free(c->membership, had * sizeof(*rows));
		c->membership = rows;
	}
	at = set_from(&c->groups, group);
	memmove(c->membership + at + 1, c->membership + at,
	    (c->groups.count - 1 - at) * sizeof(*c->membership));
	c->membership[at] = (struct membership) { .joined = all.since };
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

void
groups_note_form(conn_id conn)
{
	const struct set *groups = groups_of(client_of(conn));

	for (size_t i = 0; i < groups->count; i++)
		all.groups[groups->at[i]].wanted[conns_get(conn)->full] = true;
}

bool
groups_enter(uint32_t group, client_id client)
{
	struct client *c = clients_get(client);
	struct group *g = &all.groups[group];

	if (groups_has(group, client))
		return true;
	if (!add_row(c, group))
		return false;
	if (!set_add(&g->members, client.n)) {
		drop_row(c, group);
		return false;
	}
	FOR_EACH_CONN_OF(it, client)
		g->wanted[conns_get(it)->full] = true;
	set_left(group, 0);
	return true;
}

void
groups_leave(uint32_t group, client_id client)
{
	struct client *c = clients_get(client);
	struct group *g = &all.groups[group];
	const struct membership *m = groups_membership(client, group);

	if (m == NULL)
		return;
	if (groups_over_mark(m))
		g->over--;
	drop_row(c, group);
	set_remove(&g->members, client.n);
	if (g->members.count == 0)
		g->wanted[false] = g->wanted[true] = false;
}

unsigned
groups_roles(uint32_t group, client_id client)
{
	const struct membership *m = groups_membership(client, group);

	return m != NULL ? m->roles : 0;
}

struct str
groups_role(unsigned roles)
{
	static const struct str words[ROLES_ALL + 1] = {
		[0] = LIT("-"),
		[ROLE_OPERATOR] = LIT("o"),
		[ROLE_VOICED] = LIT("v"),
		[ROLES_ALL] = LIT("ov"),
	};

	return words[roles];
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
groups_share(client_id client, client_id other)
{
	return client_same(client, other) ||
	    set_intersects(groups_of(client), groups_of(other));
}

const struct set *
groups_of(client_id client)
{
	return &clients_get(client)->groups;
}

bool
groups_is_recorded(uint32_t group)
{
	return all.groups[group].history.applies &&
	    !groups_is(group, MODE_UNRECORDED);
}

unsigned
groups_shown_modes(uint32_t group)
{
	const unsigned flags =
	    all.groups[group].modes.flags & ~(unsigned)MODE_UNRECORDED;

	return groups_is_recorded(group) ? flags | MODE_RECORDED : flags;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct group, tag),
	FIELD(NUMBER, struct group, created),
	FIELD(NUMBER, struct group, left),
	FIELD(BOOL, struct group, kept),
	FIELD(NUMBER, struct group, history.made),
	FIELD(BOOL, struct group, history.applies),
	FIELD(BOOL, struct group, history.was_closed),
	FIELD(NUMBER, struct group, history.lost_from),
	FIELD(NUMBER, struct group, history.lost_to),
	FIELD(TEXT, struct group, topic_by),
	FIELD(NUMBER, struct group, topic_set),
	FIELD(TEXT, struct group, topic),
	FIELD_UPTO(NUMBER, struct group, modes.flags, MODES_ALL),
	FIELD(NUMBER, struct group, modes.limit),
	FIELD(TEXT, struct group, modes.key),
	FIELD(TEXT, struct group, modes.flood),
};

/*
 * Writes a group's name and fields, its masks, "maker CLIENT", "invited CLIENT
 * OPENS" for each invitation, "member CLIENT ROLES JOINED" for each member, and
 * the rows of its table. Clients are there when this is read.
 */
static void
groups_save(struct state *state)
{
	state_put(state, STR("made"), all.made);
	FOR_EACH_GROUP(group) {
		const struct group *g = &all.groups[group];
		const client_id maker = clients_of(g->holder);
		state_put(state, STR("group"), group);
		STATE_PUT(state, STR("name"), groups_name(group));
		state_put_fields(state, FIELDS(saved), g);
		masks_save(state, &g->masks);
		if (client_is(maker))
			state_put(state, STR("maker"), maker.n);
		for (size_t i = 0; i < g->invited.count; i++)
			STATE_PUT(state, STR("invited"),
			    DECIMAL(g->invited.at[i]),
			    DECIMAL(set_has(&g->opened, g->invited.at[i])));
		for (size_t i = 0; i < g->members.count; i++) {
			const client_id client = clients_at(&g->members, i);
			const struct membership *m =
			    groups_membership(client, group);
			STATE_PUT(state, STR("member"), DECIMAL(client.n),
			    DECIMAL(m->roles), DECIMAL(m->joined));
		}
		table_save(state, group);
	}
}

/* Finishes a loaded group, once all its lines are read. */
static void
groups_settle(struct state *state, uint32_t group)
{
	usec left;

	if (group == GROUP_NONE)
		return;
	if (groups_name(group).len == 0 ||
	    (uint32_t)all.groups[group].tag != group ||
	    all.groups[group].tag >> 32 > all.made) {
		state_wrong(state, "group without a name, or with another tag");
		return;
	}
	left = all.groups[group].left;
	if (left != 0 && all.groups[group].members.count > 0) {
		state_wrong(state, "a group that all have left has members");
		return;
	}
	all.groups[group].left = 0;
	set_left(group, left);
}

static void
load_name(struct state *state, uint32_t group)
{
	struct group *g = &all.groups[group];
	const struct str name = state->value;

	if (g->name_len > 0 || group_check(name) != CODE_OK ||
	    groups_find(name) != GROUP_NONE) {
		state_wrong(state, "invalid or duplicate group name");
		return;
	}
	*g = (struct group) { .created = all.since,
		.name_len = (uint8_t)name.len };
	memcpy(g->name, name.at, name.len);
	index_add(&all.by_name, group);
}

static void
load_invited(struct state *state, uint32_t group)
{
	uint64_t number = 0, opened = 0;
	const bool is_good = STATE_LINE(
	    state, NUMBER_TO(&number, UINT32_MAX), NUMBER_TO(&opened, 1));
	const client_id client = clients_named(number);

	if (!is_good || !client_is(client) ||
	    set_has(&all.groups[group].invited, client.n) ||
	    !groups_invite(group, client, opened == 1))
		state_wrong(state, "invalid or duplicate invitation");
}

static void
load_member(struct state *state, uint32_t group)
{
	struct membership *membership;
	uint64_t number = 0, roles = 0, joined = 0;
	const bool is_good = STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
	    NUMBER_TO(&roles, ROLES_ALL), NUMBER_TO(&joined, UINT64_MAX));
	const client_id client = clients_named(number);

	if (!is_good || !client_is(client) || groups_has(group, client) ||
	    all.groups[group].left != 0) {
		state_wrong(state, "no such named client, or already a member");
	} else if (!groups_enter(group, client)) {
		state_wrong(state, "out of memory");
	} else {
		membership = groups_membership(client, group);
		membership->roles = (unsigned char)roles;
		membership->joined = joined;
	}
}

static void
load_maker(struct state *state, uint32_t group)
{
	struct holder *holder = &all.groups[group].holder;
	uint64_t number;

	if (!state_number(state, UINT32_MAX, &number))
		return;
	if (client_is(clients_named(number)) && !client_is(clients_of(*holder)))
		*holder = clients_hold(clients_named(number), QUOTA_GROUPS, 1);
	else
		state_wrong(state, "no such client, or duplicate maker");
}

static void
load_line(struct state *state, uint32_t group)
{
	if (state_is(state, STR("name"))) {
		load_name(state, group);
	} else if (groups_name(group).len == 0) {
		state_wrong(state, "group without a name");
	} else if (state_is(state, STR("mask"))) {
		masks_load(state, &all.groups[group].masks);
	} else if (state_is(state, STR("invited"))) {
		load_invited(state, group);
	} else if (state_is(state, STR("member"))) {
		load_member(state, group);
	} else if (state_is(state, STR("maker"))) {
		load_maker(state, group);
	} else if (state_is(state, STR("row"))) {
		table_load(state, group);
	} else {
		state_get_fields(state, FIELDS(saved), &all.groups[group]);
	}
}

static void
groups_load(struct state *state)
{
	uint32_t group = GROUP_NONE;

	while (state_next(state))
		if (state_is(state, STR("group"))) {
			groups_settle(state, group);
			group = rows_load(&all.rows, state);
		} else if (group != GROUP_NONE) {
			load_line(state, group);
		} else if (state_is(state, STR("made"))) {
			(void)state_number(
			    state, UINT32_MAX, &all.made); /* noted */
		}
	groups_settle(state, group);
}

MODULE(groups) = { .init = groups_init,
	TABLES(TABLE(all.groups, GROUPS_MAX)),
	.leave = forget_guest,
	SECTION("groups", groups) };
