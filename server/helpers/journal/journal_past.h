/*
 * The past as the journal knows it: its files, its targets, the memberships,
 * the gaps and the last ID. Each record changes it, in the same way whether it
 * is read from a file or is about to be written.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_gaps.h"
#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_record.h"
#include "helpers/journal/journal_room.h"
#include "helpers/journal/journal_targets.h"

/*
 * Is told about the current file, for its index. A pointer may be null.
 */
struct journal_watcher {
	void *of;
	/* This file is the current one; nothing of it was told yet. */
	void (*begin)(void *of, uint64_t key);
	/* It has this line, a record or a row, of len bytes with its LF. */
	void (*line)(void *of, const struct journal_record *record, uint64_t at,
	    size_t len);
	/* It is complete, with so many bytes. */
	void (*end)(void *of, uint64_t key, uint64_t size);
	/* Returns whether another file should follow it. */
	bool (*is_full)(void *of);
};

struct journal_past {
	struct journal_files files;
	struct journal_targets targets;
	struct journal_members members;
	struct journal_gaps gaps;
	struct journal_watcher watcher;
	uint64_t last_id; /* of the last record; 0: there is none */
	uint64_t lost; /* records of targets that there was no room for */
	struct journal_room room;
};

/* Returns the bytes for it, and sets it up in such room, all zero. */
size_t journal_past_room(void);
void journal_past_init(struct journal_past *past, int directory, uid_t owner,
    void *room, const struct siphash_secret *secret);

/* Forgets everything but the files. */
void journal_past_empty(struct journal_past *past);

/*
 * Sets the record's back: the distance to its target's previous record, if that
 * is in the same file. The record is about to be taken.
 */
void journal_past_link(const struct journal_past *past,
    struct journal_record *record, uint64_t file, uint64_t at);

/* Takes a record, a line of that many bytes at that place. */
void journal_past_take(struct journal_past *past,
    const struct journal_record *record, uint64_t file, uint64_t at,
    size_t len);

/*
 * Take back the last records, from the last one to the first, because they are
 * in no file any more: they count no more.
 * Then journal_past_take_again takes them to another place, in order, or
 * journal_past_keep to none. Their other effects last.
 */
void journal_past_take_back(
    struct journal_past *past, const struct journal_record *record, size_t len);
void journal_past_take_again(struct journal_past *past,
    const struct journal_record *record, uint64_t file, uint64_t at,
    size_t len);
void journal_past_keep(
    struct journal_past *past, const struct journal_record *record, size_t len);

/* Takes a row of a file's header. False if it is not well formed. */
bool journal_past_take_row(
    struct journal_past *past, const struct journal_record *row);

/*
 * A record, a line of that many bytes, is about to be removed. When all such
 * have been told, journal_past_left says whether they are gone; if so, they
 * count no more.
 */
void journal_past_leave(
    struct journal_past *past, const struct journal_record *record, size_t len);
void journal_past_left(struct journal_past *past, bool gone);

/* Tell the watcher, if there is one, and ask it. */
void journal_past_begin(struct journal_past *past, uint64_t key);
void journal_past_line(struct journal_past *past,
    const struct journal_record *record, uint64_t at, size_t len);
void journal_past_end(struct journal_past *past, uint64_t key, uint64_t size);
bool journal_past_is_full(const struct journal_past *past);

#endif
