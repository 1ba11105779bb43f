/*
 * Overwriting records and lines in place, in one file at a time: a file is
 * synced before another one is changed. After a failed sync nobody knows what
 * of it is on the disk, and the next sync would not write it. So all of it is
 * written again, as it is in the file then: the caller looks at it again first.
 * If the journal is killed before that, the next one reads the new bytes and
 * cannot know that the disk has the old ones. So the file "overwritten" names
 * the file, before anything in it is overwritten, and the next journal writes
 * all of that again.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_OVERWRITE_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_OVERWRITE_H

#include "helpers/journal/read/journal_reader.h"

#define JOURNAL_OVERWRITTEN "overwritten"

/* The result of one slice of a pass through files. */
enum journal_pass {
	JOURNAL_PASS_ON, /* there is more */
	JOURNAL_PASS_END,
	JOURNAL_PASS_FAILED /* with errno */
};

struct journal_overwrite {
	struct journal_reader *reader; /* the caller's */
	int fd; /* the file being changed; -1: none */
	uint64_t key; /* the last one that was, as the note says; 0: unknown */
	uint64_t from, to; /* the bytes of it that are not synced, or more */
	bool is_unsafe; /* a sync of it has failed; it may be closed */
	uint64_t erased; /* records so far */
	char line[JOURNAL_LINE]; /* being overwritten */
};

/*
 * The history is loaded: the file that was overwritten last by the journal
 * before counts as one whose sync has failed.
 */
void journal_overwrite_begin(struct journal_overwrite *overwrite);

/*
 * Overwrite the record at a place of a file, if a whole one is there, or a
 * damaged line of that length. They block on the disk. False with errno.
 */
bool journal_overwrite_record(
    struct journal_overwrite *overwrite, uint64_t key, uint64_t at);
bool journal_overwrite_line(
    struct journal_overwrite *overwrite, uint64_t key, uint64_t at, size_t len);

/*
 * Syncs the file that was changed, also one whose sync has failed, and closes
 * it. False with errno.
 */
bool journal_overwrite_settle(struct journal_overwrite *overwrite);

#endif
