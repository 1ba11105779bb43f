/*
 * The requests of those who read the past. They are answered at the same time,
 * in slices; each slice belongs to one of them, in turn. Records must have been
 * written before they can be read, though not synced.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_ASKS_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_ASKS_H

#include "helpers/journal/read/journal_reader.h"

/* The time for one request before the next has its turn. */
#define JOURNAL_SLICE MSEC

/*
 * Takes a request, "NUMBER FROM RANK ROUNDS WHAT [TEXT]". One that is not well
 * formed, or too many, are refused at once, for which the output needs room.
 */
void journal_asks_take(struct journal_reader *reader, struct str text);

/* Returns whether requests or indexes need work. */
bool journal_asks_are_busy(const struct journal_reader *reader);

/* Returns whether a request has begun: it knows places in files. */
bool journal_asks_have_begun(const struct journal_reader *reader);

/* Works for about a slice. Returns whether there is more to do. */
bool journal_asks_work(struct journal_reader *reader);

#endif
