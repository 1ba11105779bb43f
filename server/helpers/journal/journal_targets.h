/*
 * The targets of the history: groups, talks of two accounts, accounts, and the
 * whole server ("*"); and where the last record of each is. A target is known
 * by its number, which it keeps until it is dropped, and by its WHERE, in any
 * case.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_TARGETS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helpers/journal/journal_names.h"
#include "helpers/journal/journal_record.h"
#include "shared/str.h"

#define JOURNAL_TARGETS_MOST ((uint32_t)1 << 18)
#define JOURNAL_NONE UINT32_MAX

/* Where a record is. */
struct journal_place {
	uint64_t id;
	uint64_t file; /* key of journal_files.h; 0: nowhere */
	uint64_t at; /* of its first byte in the file */
};

/* A talk's place in the chain of one of its parties. */
struct journal_talk_link {
	uint32_t next, previous; /* 0: none */
};

struct journal_target {
	char where[JOURNAL_WHERE]; /* as it was spelled last */
	uint8_t len;
	bool is_lasting; /* a group that is configured or registered */
	bool was_closed; /* a record is closed, since the floor */
	bool is_empty; /* a group that does not last, without a client */
	bool is_unsafe; /* on the list of targets with unsynced records */
	struct journal_place last; /* its last record, maybe not written yet */
	struct journal_place safe; /* its last one that is synced */
	uint64_t floor; /* records with a smaller ID are void */
	uint64_t erased; /* and events with a smaller ID than this are erased */
	uint64_t bytes, records; /* in all files, with all of its names */
	uint32_t next; /* in its chain of the hash; or the next free one */
	uint32_t next_unsafe;
	struct journal_talk_link talk[2]; /* of each party */
	bool is_gone; /* in the list of guests' talks that have ended */
	uint32_t next_gone;
	uint32_t members; /* the first of journal_members.h */
	uint32_t leaving_bytes, leaving_records; /* of these, with a file */
	uint64_t trimmed; /* key of a file: nothing is worth removing from it,
			     nor from those before */
};

struct journal_targets {
	struct journal_target *target; /* JOURNAL_TARGETS_MOST */
	struct journal_names names; /* that groups had before */
	uint32_t *bucket; /* the first of a chain, plus 1; 0: none */
	uint32_t *parties; /* the same, of talks by party */
	uint32_t gone, gone_last; /* journal_guests.h; JOURNAL_NONE: none */
	uint32_t count; /* targets with a smaller number may exist */
	uint32_t free; /* the first dropped one; JOURNAL_NONE: none */
	uint32_t unsafe; /* the first one with unsynced records */
	uint32_t used;
	struct siphash_secret secret; /* nobody can make up colliding names
					  without it */
};

/*
 * Returns the bytes for the table, and sets it up in such room, which is zero.
 * The secret is random.
 */
size_t journal_targets_room(void);
void journal_targets_init(struct journal_targets *targets, void *room,
    const struct siphash_secret *secret);

/* Forgets all targets. */
void journal_targets_empty(struct journal_targets *targets);

/* Returns the number of a target; JOURNAL_NONE if there is none. */
uint32_t journal_targets_find(
    const struct journal_targets *targets, struct str where);

/*
 * Works like journal_targets_find, but makes the target if there is none, and
 * notes the spelling. JOURNAL_NONE if there are too many. A new group has no
 * past before the renamings that are forgotten: it may be another's.
 */
uint32_t journal_targets_get(struct journal_targets *targets, struct str where);

/*
 * Returns the number of the target that had that name at the time
 * (journal_names.h); JOURNAL_NONE if there is none.
 */
uint32_t journal_targets_find_at(
    const struct journal_targets *targets, struct str where, uint64_t time);

/*
 * Drops a target that has neither records nor members; not yet if it has
 * unsynced records, or is a guest's talk that is to be erased.
 */
void journal_targets_drop(struct journal_targets *targets, uint32_t number);

/* Returns the next target from that number on; JOURNAL_NONE: none. */
uint32_t journal_targets_next(
    const struct journal_targets *targets, uint32_t number);

/*
 * Returns the next talk of the party, an account or a guest, after that one;
 * the first one after JOURNAL_NONE; JOURNAL_NONE if there are no more. A new
 * talk comes first.
 */
uint32_t journal_targets_next_talk(
    const struct journal_targets *targets, struct str party, uint32_t number);

/* Notes where the target's last record is; it is not synced yet. */
void journal_targets_moved(struct journal_targets *targets, uint32_t number,
    struct journal_place place);

/*
 * Notes that all records are synced; or that none is that was not before, so
 * each target ends with its last one that is.
 */
void journal_targets_synced(struct journal_targets *targets);
void journal_targets_undo(struct journal_targets *targets);

static inline struct str
journal_target_where(const struct journal_target *target)
{
	return (struct str) { target->where, target->len };
}

#endif
