/* Names, groups and memberships: see groups.h. */
#include "router/groups.h"

#include <assert.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/looks.h"
#include "router/makers.h"
#include "shared/limits.h"

#define BUCKETS 16384 /* of either kind of name */
#define BITS 64 /* of a word of those that say which groups there are */

static_assert(CLIENT_NONE == LOOKS_NONE, "none is none");

struct client {
	struct set groups;
	struct membership *membership; /* one for each of these, in order */
	uint32_t next; /* in its bucket: number + 1, 0 ends */
	uint8_t name_len; /* 0: no name */
	char name[LIMIT_NAME];
};

struct group {
	struct set members;
	uint64_t tag;
	uint32_t over; /* members that are */
	uint32_t next; /* in its bucket, or among the spare ones */
	bool kept;
	uint8_t name_len; /* 0: no group */
	uint16_t topic_len;
	char name[LIMIT_GROUP];
	char topic[LIMIT_TOPIC];
};

static struct {
	struct client *clients;
	struct looks looks; /* of the clients' names */
	struct group *groups;
	uint32_t *client_bucket;
	uint32_t *group_bucket;
	uint64_t *there; /* a bit for each group that there is */
	uint32_t spare; /* group number + 1 */
	size_t ever; /* group numbers that were ever in use */
	size_t count;
	uint64_t made; /* groups, since the start */
} all;

bool
groups_init(size_t clients)
{
	all.clients = arena_table(clients, sizeof(*all.clients));
	all.groups = arena_table(GROUPS_MAX, sizeof(*all.groups));
	all.client_bucket = arena_table(BUCKETS, sizeof(*all.client_bucket));
	all.group_bucket = arena_table(BUCKETS, sizeof(*all.group_bucket));
	all.there = arena_table(GROUPS_MAX / BITS, sizeof(*all.there));
	return makers_init(clients, GROUPS_MAX) &&
	    looks_init(&all.looks, clients) && all.clients != NULL &&
	    all.groups != NULL && all.client_bucket != NULL &&
	    all.group_bucket != NULL && all.there != NULL;
}

struct str
groups_name(uint32_t client)
{
	const struct client *c = &all.clients[client];

	return (struct str) { c->name, c->name_len };
}

struct str
groups_title(uint32_t group)
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

/* The link that leads to the client of that name, or the one that ends. */
static uint32_t *
client_link(struct str name)
{
	uint32_t *link = &all.client_bucket[hash_name(name) % BUCKETS];

	while (*link != 0 && !str_same(groups_name(*link - 1), name))
		link = &all.clients[*link - 1].next;
	return link;
}

static uint32_t *
group_link(struct str name)
{
	uint32_t *link = &all.group_bucket[hash_name(name) % BUCKETS];

	while (*link != 0 && !str_same(groups_title(*link - 1), name))
		link = &all.groups[*link - 1].next;
	return link;
}

uint32_t
groups_find_client(struct str name)
{
	return *client_link(name) - 1; /* 0 - 1 is CLIENT_NONE */
}

uint32_t
groups_find_like(struct str name, uint32_t but)
{
	return looks_find(&all.looks, name, but);
}

uint32_t
groups_find(struct str name)
{
	return *group_link(name) - 1; /* 0 - 1 is GROUP_NONE */
}

void
groups_drop_name(uint32_t client)
{
	struct client *c = &all.clients[client];
	uint32_t *link;

	if (c->name_len == 0)
		return;
	link = client_link(groups_name(client));
	assert(*link == client + 1);
	*link = c->next;
	looks_drop(&all.looks, client);
	c->name_len = 0;
}

bool
groups_set_name(uint32_t client, struct str name)
{
	struct client *c = &all.clients[client];
	const uint32_t owner = groups_find_client(name);
	uint32_t *link;

	assert(name.len > 0 && name.len <= sizeof(c->name));
	if (owner != CLIENT_NONE && owner != client)
		return false;
	groups_drop_name(client);
	memmove(c->name, name.at, name.len);
	link = client_link(name);
	c->name_len = (uint8_t)name.len;
	c->next = *link;
	*link = client + 1;
	looks_add(&all.looks, client, groups_name(client));
	return true;
}

uint64_t
groups_tag(uint32_t group)
{
	return all.groups[group].tag;
}

size_t
groups_count(void)
{
	return all.count;
}

/* By words: anybody may ask for a list, also where most groups have gone. */
uint32_t
groups_next(uint32_t group)
{
	while (group < all.ever) {
		const uint64_t rest = all.there[group / BITS] >> group % BITS;
		if ((rest & 1) != 0)
			return group;
		group += rest != 0 ? 1 : BITS - group % BITS;
	}
	return GROUP_NONE;
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

/* A number that no group has; GROUP_NONE where all are taken. */
static uint32_t
take_number(void)
{
	const uint32_t spare = all.spare;

	if (spare != 0) {
		all.spare = all.groups[spare - 1].next;
		return spare - 1;
	}
	return all.ever < GROUPS_MAX ? (uint32_t)all.ever++ : GROUP_NONE;
}

uint32_t
groups_make(struct str name)
{
	uint32_t *link = group_link(name);
	struct group *g;
	uint32_t group;

	assert(name.len > 0 && name.len <= sizeof(g->name));
	if (*link != 0)
		return *link - 1;
	group = take_number();
	if (group == GROUP_NONE)
		return GROUP_NONE;
	g = &all.groups[group];
	g->tag = ++all.made << 32 | group;
	g->over = 0;
	g->kept = false;
	g->topic_len = 0;
	g->next = 0;
	memcpy(g->name, name.at, name.len);
	g->name_len = (uint8_t)name.len;
	*link = group + 1;
	set_there(group, true);
	all.count++;
	return group;
}

void
groups_keep(uint32_t group)
{
	makers_disown(group);
	all.groups[group].kept = true;
}

void
groups_keep_none(void)
{
	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1))
		all.groups[group].kept = false;
}

void
groups_tidy(uint32_t group)
{
	struct group *g = &all.groups[group];
	uint32_t *link;

	if (g->name_len == 0 || g->kept || g->members.count > 0)
		return;
	link = group_link(groups_title(group));
	assert(*link == group + 1 && all.count > 0);
	*link = g->next;
	makers_disown(group);
	set_there(group, false);
	g->name_len = 0;
	g->next = all.spare;
	all.spare = group + 1;
	all.count--;
}

bool
groups_has(uint32_t group, uint32_t client)
{
	return set_has(&all.clients[client].groups, group);
}

struct membership *
groups_membership(uint32_t client, uint32_t group)
{
	const struct client *c = &all.clients[client];
	const size_t at = set_from(&c->groups, group);

	return at < c->groups.count && c->groups.at[at] == group ?
	    &c->membership[at] :
	    NULL;
}

/* As many as there is room for groups; false where there is no memory. */
static bool
grow_memberships(struct client *c, size_t had)
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

static bool
add_membership(struct client *c, uint32_t group)
{
	const size_t had = c->groups.room;
	size_t at;

	if (!set_add(&c->groups, group))
		return false;
	if (!grow_memberships(c, had)) {
		set_remove(&c->groups, group);
		return false;
	}
	at = set_from(&c->groups, group);
	memmove(c->membership + at + 1, c->membership + at,
	    (c->groups.count - 1 - at) * sizeof(*c->membership));
	c->membership[at] = (struct membership) { 0 };
	return true;
}

static void
drop_membership(struct client *c, uint32_t group)
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
	struct client *c = &all.clients[client];
	struct group *g = &all.groups[group];

	if (groups_has(group, client))
		return true;
	if (!add_membership(c, group))
		return false;
	if (!set_add(&g->members, client)) {
		drop_membership(c, group);
		return false;
	}
	return true;
}

void
groups_leave(uint32_t group, uint32_t client)
{
	struct client *c = &all.clients[client];
	struct group *g = &all.groups[group];
	const struct membership *m = groups_membership(client, group);

	if (m == NULL)
		return;
	assert(g->over >= m->over);
	g->over -= m->over;
	drop_membership(c, group);
	set_remove(&g->members, client);
}

const struct set *
groups_members(uint32_t group)
{
	return &all.groups[group].members;
}

const struct set *
groups_of(uint32_t client)
{
	return &all.clients[client].groups;
}

/* The client's membership in the group with that tag; or null. */
static struct membership *
membership_of(uint32_t client, uint64_t tag)
{
	const uint32_t group = (uint32_t)tag;

	return tag != 0 && all.groups[group].tag == tag ?
	    groups_membership(client, group) :
	    NULL;
}

static void
count_waiting(struct group *g, struct membership *m, size_t waiting)
{
	const bool over = waiting > GROUPS_MARK;

	m->waiting = waiting;
	if (over != m->over)
		g->over += over ? 1U : -1U;
	m->over = over;
}

void
groups_owe(uint32_t client, uint64_t tag, size_t bytes)
{
	struct membership *m = membership_of(client, tag);

	if (m != NULL)
		count_waiting(
		    &all.groups[(uint32_t)tag], m, m->waiting + bytes);
}

bool
groups_paid(uint32_t client, uint64_t tag, size_t bytes)
{
	struct membership *m = membership_of(client, tag);
	bool was;

	if (m == NULL)
		return false;
	was = m->over;
	/* It may have joined when some of it waited already. */
	count_waiting(&all.groups[(uint32_t)tag], m,
	    bytes < m->waiting ? m->waiting - bytes : 0);
	return was && !m->over;
}

void
groups_owe_nothing(uint32_t client)
{
	const struct client *c = &all.clients[client];

	for (size_t i = 0; i < c->groups.count; i++)
		count_waiting(
		    &all.groups[c->groups.at[i]], &c->membership[i], 0);
}

bool
groups_congested(uint32_t group, uint32_t for_client)
{
	const struct group *g = &all.groups[group];
	const struct membership *m = groups_membership(for_client, group);
	const size_t over = g->over - (m != NULL && m->over);
	const size_t others = g->members.count - (m != NULL);

	return over > 0 && 2 * over >= others;
}
