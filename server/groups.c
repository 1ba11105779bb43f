/* Names, groups and memberships: see groups.h. */
#include "groups.h"

#include <assert.h>

#include "arena.h"
#include "hash.h"
#include "makers.h"
#include "shared/limits.h"

#define BUCKETS 16384 /* of either kind of name */
#define BITS 64 /* of a word of those that say which groups there are */

struct client {
	struct set groups;
	uint32_t next; /* in its bucket: number + 1, 0 ends */
	bool marked;
	uint8_t name_len; /* 0: no name */
	char name[LIMIT_NAME];
};

struct group {
	struct set members;
	uint32_t marked; /* members that are */
	uint32_t next; /* in its bucket, or among the spare ones */
	bool kept;
	uint8_t name_len; /* 0: no group */
	uint16_t topic_len;
	char name[LIMIT_GROUP];
	char topic[LIMIT_TOPIC];
};

static struct {
	struct client *clients;
	struct group *groups;
	uint32_t *client_bucket;
	uint32_t *group_bucket;
	uint64_t *there; /* a bit for each group that there is */
	uint32_t spare; /* group number + 1 */
	size_t ever; /* group numbers that were ever in use */
	size_t count;
} all;

bool
groups_init(size_t clients)
{
	all.clients = arena_table(clients, sizeof(*all.clients));
	all.groups = arena_table(GROUPS_MAX, sizeof(*all.groups));
	all.client_bucket = arena_table(BUCKETS, sizeof(*all.client_bucket));
	all.group_bucket = arena_table(BUCKETS, sizeof(*all.group_bucket));
	all.there = arena_table(GROUPS_MAX / BITS, sizeof(*all.there));
	return makers_init(clients, GROUPS_MAX) && all.clients != NULL &&
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
	return true;
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
	g->marked = 0;
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

bool
groups_enter(uint32_t group, uint32_t client)
{
	struct client *c = &all.clients[client];
	struct group *g = &all.groups[group];

	if (groups_has(group, client))
		return true;
	if (!set_add(&c->groups, group))
		return false;
	if (!set_add(&g->members, client)) {
		set_remove(&c->groups, group);
		return false;
	}
	g->marked += c->marked;
	return true;
}

void
groups_leave(uint32_t group, uint32_t client)
{
	struct client *c = &all.clients[client];
	struct group *g = &all.groups[group];

	if (!groups_has(group, client))
		return;
	set_remove(&c->groups, group);
	set_remove(&g->members, client);
	assert(g->marked >= c->marked);
	g->marked -= c->marked;
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

void
groups_mark(uint32_t client, bool marked)
{
	struct client *c = &all.clients[client];

	if (c->marked == marked)
		return;
	c->marked = marked;
	for (size_t i = 0; i < c->groups.count; i++) {
		struct group *g = &all.groups[c->groups.at[i]];
		g->marked += marked ? 1U : -1U;
	}
}

bool
groups_congested(uint32_t group, uint32_t for_client)
{
	const struct group *g = &all.groups[group];
	const struct client *c = &all.clients[for_client];
	const bool member = groups_has(group, for_client);
	const size_t marked = g->marked - (member && c->marked);
	const size_t others = g->members.count - member;

	return marked > 0 && 2 * marked >= others;
}
