/*
 * The names that groups had before: each renaming that a file still knows of,
 * in the order of their IDs. Records keep the name that their group had, so a
 * group's past is found by its present name, then by the one before. A name can
 * belong to one group after another; each of them has the records between two
 * renamings.
 *
 * A time is an ID: the renamings with lower IDs have happened by then. The
 * record by which a group is renamed is the last one with its former name.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_NAMES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/siphash.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * The most renamings; of more, so many of the first ones are forgotten at once.
 * Then nobody knows whose the records before them are.
 */
#define JOURNAL_NAMES_MOST ((uint32_t)1 << 14)
#define JOURNAL_NAMES_PART (JOURNAL_NAMES_MOST / 8)

/* The time when all renamings have happened. */
#define JOURNAL_NOW UINT64_MAX

/* A renaming is a part of the pasts of two names, and of a group. */
enum journal_names_of {
	JOURNAL_NAMES_FROM,
	JOURNAL_NAMES_TO,
	JOURNAL_NAMES_GROUP,
	JOURNAL_NAMES_OF
};

/*
 * One of these parts. Parts are numbered from 1 on; 0 is none. A part further
 * back saves most steps on the way to an old one, however many there are.
 */
struct journal_names_part {
	uint32_t before; /* the part before this one */
	uint32_t leap; /* one further back */
	uint32_t depth; /* how many are before this one */
};

struct journal_renaming {
	uint64_t id;
	uint8_t from_len, to_len;
	char from[LIMIT_GROUP], to[LIMIT_GROUP];
	struct journal_names_part part[JOURNAL_NAMES_OF];
	uint32_t chain[2]; /* the last part of another name with this hash */
	uint32_t first; /* the group's first renaming, without adding 1 */
	uint32_t last; /* in the first one: its last one */
};

static inline struct str
journal_renaming_from(const struct journal_renaming *renaming)
{
	return (struct str) { renaming->from, renaming->from_len };
}

static inline struct str
journal_renaming_to(const struct journal_renaming *renaming)
{
	return (struct str) { renaming->to, renaming->to_len };
}

struct journal_names {
	struct journal_renaming *renaming;
	uint32_t *chain; /* by name: the last part of one; 0: none */
	uint32_t count;
	uint64_t forgotten; /* the last one that there was no room for; or 0 */
	struct siphash_secret secret;
};

/* Returns a hash of a name, equal in any case. */
uint32_t journal_hash(const struct siphash_secret *secret, struct str name);

/* Returns the bytes for the table, and sets it up in such room, all zero. */
size_t journal_names_room(void);
void journal_names_init(struct journal_names *names, void *room,
    const struct siphash_secret *secret);

/* Forgets all, or those before that ID. */
void journal_names_empty(struct journal_names *names);
void journal_names_expire(struct journal_names *names, uint64_t id);

/* Forgets the first ones, for lack of room. */
void journal_names_forget(struct journal_names *names);

/* Returns the first ID from which on it is known whose the records are. */
static inline uint64_t
journal_names_floor(const struct journal_names *names)
{
	return names->forgotten == 0 ? 0 : names->forgotten + 1;
}

/* Adds a renaming. Its ID is the highest, or it is known already. */
void journal_names_add(
    struct journal_names *names, uint64_t id, struct str from, struct str to);

/* Returns the ID of the last renaming; 0: none. */
static inline uint64_t
journal_names_last(const struct journal_names *names)
{
	return names->count > 0 ? names->renaming[names->count - 1].id : 0;
}

/* Returns whether the renaming of that ID is known. */
bool journal_names_know(const struct journal_names *names, uint64_t id);

/*
 * Returns by which renaming the name came to the group that had it at that
 * time, and sets *former to the group's name before, or to an empty one if the
 * group began then. 0: it may have had the name forever.
 */
uint64_t journal_names_since(const struct journal_names *names, struct str name,
    uint64_t time, struct str *former);

/*
 * Returns the name at an ID of the group that has that name at a later time;
 * *since is as above, and *until the renaming by which it lost the name
 * (JOURNAL_NOW: none). Empty if there was no such group; *until is the renaming
 * by which it began.
 */
struct str journal_names_at(const struct journal_names *names, struct str name,
    uint64_t time, uint64_t id, uint64_t *since, uint64_t *until);

/*
 * Returns the renaming by which the group that had that name at the time lost
 * it; 0: none that is known.
 */
uint64_t journal_names_lost(
    const struct journal_names *names, struct str name, uint64_t time);

/*
 * Returns the present name of the group that had that name at the time; empty
 * if another group took it.
 */
struct str journal_names_now(
    const struct journal_names *names, struct str name, uint64_t time);

#endif
