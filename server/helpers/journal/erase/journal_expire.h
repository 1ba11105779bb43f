/*
 * Expiry: files in which everything is older than history_days are removed, and
 * beyond history_size the largest target loses its oldest events, file by file:
 * each of these files is written anew without them, and without what was erased
 * before. If that is not enough, because all that is left is control, or of
 * very many small targets, the oldest file goes. The newest one is never
 * touched. After the clock has leapt forward, nothing is too old for a day
 * (journal_leap.h).
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_EXPIRE_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_EXPIRE_H

#include "helpers/journal/erase/journal_choice.h"
#include "helpers/journal/erase/journal_erase.h"
#include "helpers/journal/journal_disk.h"
#include "helpers/journal/journal_past.h"

/* Output of a file that is written anew, before a write. */
#define JOURNAL_EXPIRE_ROOM ((size_t)64 * 1024)

enum journal_expiring {
	JOURNAL_EXPIRE_IDLE,
	JOURNAL_EXPIRE_CHOOSE, /* a file with events of the largest target */
	JOURNAL_EXPIRE_COPY, /* of a file to be written anew */
	JOURNAL_EXPIRE_PLACE, /* waits until nobody reads the old one */
	JOURNAL_EXPIRE_COUNT /* the records of a file to be removed */
};

struct journal_expire {
	struct journal_reader *reader;
	struct journal_past *past;
	struct journal_erase *erase; /* changes no file meanwhile */
	uint64_t days, size; /* the limits; 0: none */
	enum journal_expiring state;
	uint64_t key, at; /* the file, and the place in it */
	struct journal_choice choice; /* of the largest target, and of a file */
	uint64_t dropped; /* records that are left out of this file */
	bool in_header; /* of the file whose records are counted */
	int fd; /* of the new file; -1: none */
	uint64_t written;
	struct journal_disk_early early;
	struct buf out;
	char room[JOURNAL_EXPIRE_ROOM];
	usec next; /* when to look for something to do */
	size_t files; /* those that there were at the last look */
	usec leapt_to; /* a leap that is not written down; 0: none */
	usec waits; /* until when nothing is too old; 0: it may be */
	usec ahead; /* how far the wall clock was ahead of clock_boot */
	bool has_leapt; /* since it was told */
	bool wants_file; /* since it was told: the newest file is too old */
	int error; /* errno of the last failure; 0: none */
};

/*
 * Sets it up; the past and the erasing are the caller's. Then, when the history
 * is loaded, begins.
 */
void journal_expire_init(struct journal_expire *expire,
    struct journal_erase *erase, struct journal_past *past, uint64_t days,
    uint64_t size);
void journal_expire_begin(struct journal_expire *expire);

/*
 * Works for less than 1 ms, but for syncs. Returns whether there is more to do
 * at once.
 */
bool journal_expire_work(struct journal_expire *expire, usec now);

/* Returns when to work next; 0: at once. */
usec journal_expire_next(const struct journal_expire *expire);

/*
 * Return, once each, whether the clock has leapt forward, and whether another
 * file should begin because all of the newest one is too old.
 */
bool journal_expire_has_leapt(struct journal_expire *expire);
bool journal_expire_wants_file(struct journal_expire *expire);

#endif
