/*
 * What the server has said of us: our name, and the groups that we are in, in
 * the order of joining, with their members, topics, modes and keys. The session
 * keeps it up to date; it decides what a typed line means and how a message is
 * shown.
 */
#ifndef CLIENT_WORLD_WORLD_H
#define CLIENT_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/crypto/siphash.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The most modes that are remembered of a group. */
#define WORLD_MODES 16

/*
 * The most groups; people; and members of all groups together, in which who is
 * in several counts for each. Further ones are left out. None of our servers
 * has us in more groups, or more clients. People who are in none of our groups
 * are half of all at most.
 */
#define WORLD_GROUPS 65536
#define WORLD_PEOPLE 65536
#define WORLD_STRANGERS (WORLD_PEOPLE / 2)
#define WORLD_MEMBERS (1 << 20)

/* The roles in a group (a mask). */
enum { ROLE_OPERATOR = 1 << 0, ROLE_VOICE = 1 << 1 };

/*
 * What the server has named, in one table: a group, a person, or a member of a
 * group, whose key is the two of them.
 */
struct named {
	struct named *next; /* in its bucket; or null */
	struct str key;
	enum { NAMED_GROUP, NAMED_PERSON, NAMED_MEMBER } kind;
};

/* The lists that a member is in, and its place in one. */
enum { BY_GROUP, BY_PERSON, BY_COUNT };

struct member_link {
	struct member *next; /* or null */
	struct member **from; /* what points to this one */
};

struct world_person {
	struct named named;
	char name[LIMIT_NAME];
	struct member *in; /* BY_PERSON: people, and groups; or null */
	size_t count;
};

struct member {
	struct named named;
	struct member_key {
		struct world_person *person;
		struct members *of;
	} key;
	struct member_link in[BY_COUNT];
	unsigned char roles;
};

/* The ranks of members, in the order in which they are shown. */
enum { RANK_OPERATOR, RANK_VOICE, RANK_OTHER, RANK_COUNT };

/* All zero: none. */
struct members {
	/* BY_GROUP, who came last first; or null */
	struct member *rank[RANK_COUNT];
	size_t count;
};

struct world_group {
	struct named named;
	char name[LIMIT_GROUP];
	char key[LIMIT_GROUP_KEY]; /* needed to join, as far as we know */
	size_t key_len;
	char modes[WORLD_MODES]; /* letters, as far as we know */
	size_t modes_len;
	char topic[LIMIT_TOPIC];
	size_t topic_len;
	struct members members;
	bool brought; /* by a script that shares the client of a person */
};

/* All zero: we have no name and are in no group. It stays where it is. */
struct world {
	char me[LIMIT_NAME];
	size_t me_len; /* 0: the server has not accepted a name yet */
	struct named **bucket; /* null: nothing is named */
	struct siphash_secret secret; /* of the buckets */
	struct world_group **group; /* in the order of joining */
	size_t count;
	size_t room;
	struct world_group *current; /* null: none */
	size_t members; /* of all groups, and people */
	/* Whom we have heard of, here or elsewhere; the last heard first. */
	struct members people;
	bool full; /* something is left out from now on */
};

/* A join that we have asked for. */
struct world_asked {
	struct str group;
	struct str key; /* empty: none */
};

/*
 * Takes a line of the server. own: we have caused that event, and joined if it
 * is the join that was asked for; null: none.
 */
void world_take(struct world *world, const struct command *line, bool own,
    const struct world_asked *asked);

/*
 * Returns our name, whether we are in the group, regardless of ASCII case, as
 * the server compares, and the letters of its modes in the order of the
 * changes, empty if none is known. What is returned here and below is valid
 * until a change.
 */
struct str world_me(const struct world *world);
bool world_has(const struct world *world, struct str group);
struct str world_modes(const struct world *world, struct str group);

/* Returns the topic of a group that we are in; empty: none is known. */
struct str world_topic(const struct world *world, struct str group);

/* Takes "@" and "+" off a name in a list; returns the roles. */
unsigned char world_role(struct str *name);

/* Returns a member's name. */
static inline struct str
world_name_of(const struct member *member)
{
	return member->key.person->named.key;
}

/* Returns the member of a name, or null. */
struct member *world_find_member(
    const struct world *world, const struct members *members, struct str name);

/* Returns the members of a group that we are in, or of none an empty list. */
const struct members *world_members(
    const struct world *world, struct str group);

/* Returns the key of the group; empty: none is known. */
struct str world_key(const struct world *world, struct str group);

/* Returns group i in the order of joining. */
struct str world_at(const struct world *world, size_t i);

/*
 * Makes the group the current one, adding it if necessary. Leaving it makes the
 * one before it current. They return the current group, or an empty string, and
 * its index, 0 if there is none.
 */
void world_choose(struct world *world, struct str group);
struct str world_current(const struct world *world);
size_t world_current_index(const struct world *world);

void world_free(struct world *world);

#endif
