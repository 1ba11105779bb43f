/*
 * A walk through the records of one target, from new to old: within a file
 * along BACK, and from file to file by their indexes. Where a record is
 * damaged, the walk looks through the lines before it, and notes a gap; so it
 * does, without a gap, in a file whose index cannot be written. A walk holds no
 * pointers into files: it can go on after any other work.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_WALK_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_WALK_H

#include "helpers/journal/read/journal_indexes.h"
#include "helpers/journal/read/journal_view.h"

enum journal_walking {
	JOURNAL_WALK_FILE, /* looks for the target's last record in a file */
	JOURNAL_WALK_HERE, /* has a position */
	JOURNAL_WALK_SEARCH, /* looks for a record before damaged ones */
	JOURNAL_WALK_LEAVE, /* there are no more of that name in the file */
	JOURNAL_WALK_OVER
};

struct journal_walk {
	enum journal_walking state;
	bool in_one_file; /* it ends with the file */
	bool by_index; /* the position was found in this file's index */
	bool by_hint; /* or is that of the target's last record */
	char where[JOURNAL_WHERE]; /* in lower case: the present name */
	uint8_t len;
	char begun[JOURNAL_WHERE]; /* the target's name where it began */
	uint8_t begun_len;
	uint64_t time; /* when the target had that name */
	uint64_t since; /* it is that of records after this ID only */
	uint64_t before; /* only records with lower IDs; 0: all */
	uint64_t key, at; /* the file, and the position in it */
	uint64_t last_id; /* of the record before in this walk, or one above
			     that of the record where it begins */
};

/* The result of a step. */
enum journal_step {
	JOURNAL_STEP_RECORD, /* here is the next record */
	JOURNAL_STEP_ON, /* none yet: go on */
	JOURNAL_STEP_END, /* there are no more */
	JOURNAL_STEP_LATER, /* an index is not ready yet */
	JOURNAL_STEP_NEVER /* it cannot be read; errno says why */
};

/*
 * Begins a walk through all records with an ID below before (0: any), from the
 * newest, of the target that had that name at the time (journal_names.h), under
 * all of its names. No file after key has any of them; 0: nobody knows.
 */
void journal_walk_begin(struct journal_walk *walk,
    const struct journal_indexes *indexes, struct str where, uint64_t time,
    uint64_t before, uint64_t key);

/* The records that a walk within a file goes through. */
struct journal_stretch {
	struct str where; /* the name of their target */
	uint64_t since, until; /* from after this ID to that one */
	uint64_t key; /* the file */
};

/*
 * Begin a walk from a record that the file's index has named, as far as the
 * start of this file; or, if it has no index, from its end to its start: it
 * looks at all lines of the file.
 */
void journal_walk_begin_at(struct journal_walk *walk,
    const struct journal_stretch *stretch, const struct journal_index_hit *hit);
void journal_walk_begin_end(struct journal_walk *walk,
    const struct journal_indexes *indexes,
    const struct journal_stretch *stretch);

/*
 * Takes a step. With JOURNAL_STEP_RECORD, *record has the record, valid until
 * the view is used again, *key its file and *at its position.
 */
enum journal_step journal_walk_next(struct journal_walk *walk,
    struct journal_indexes *indexes, struct journal_record *record,
    uint64_t *key, uint64_t *at);

/*
 * Finds the last block of the walk's target that ends at its position or before
 * it. False if there is none, or if the walk is not within a file.
 */
bool journal_walk_block(const struct journal_walk *walk,
    struct journal_indexes *indexes, struct journal_block *block);

/* Goes past a block that ends at its position. */
void journal_walk_leap(
    struct journal_walk *walk, const struct journal_block *block);

static inline struct str
journal_walk_where(const struct journal_walk *walk)
{
	return (struct str) { walk->where, walk->len };
}

/* Returns the name with which it began. */
static inline struct str
journal_walk_begun(const struct journal_walk *walk)
{
	return (struct str) { walk->begun, walk->begun_len };
}

#endif
