/*
 * Expiry: whole files are removed that are older than history_days; of the
 * largest directory the oldest, while all are over history_size; and letters
 * after 30 days. Nothing expires by time for a day when the clock has jumped
 * ahead.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_EXPIRE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_EXPIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/*
 * Begins with these settings, 0 for no limit, and the ID of the last record,
 * when all that is there was read.
 */
void journal_expire_begin(uint64_t days, uint64_t size, uint64_t last);

/*
 * Sees the ID of a new record. If it is a day old, the clock has jumped since:
 * the journal before may have written nothing.
 */
void journal_expire_saw(uint64_t id);

/*
 * Does a part of what is to be done. Returns whether there is more; else
 * journal_expire_next says when.
 */
bool journal_expire_work(usec now);
usec journal_expire_next(void);

/* Returns the time at which things expire again; 0: they do. */
usec journal_expire_waits(void);

#endif
