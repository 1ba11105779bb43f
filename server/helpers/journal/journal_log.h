/*
 * What the router says to the journal: lines "log ID WHERE KIND [REST]", after
 * the word "log". Records, members, tables and boxes are appended to files;
 * others are about what lives.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LOG_H

#include "helpers/journal/journal_names.h"
#include "shared/limits.h"

/*
 * Looks at all that there is below the open directory of the state, and begins,
 * with history_size, 0 for no limit. False with errno. journal_log_last returns
 * the ID of the last record that was there.
 */
bool journal_log_begin(int state, uint64_t history_size);
uint64_t journal_log_last(void);

/* Takes a line. False if it cannot be written now. */
bool journal_log_take(struct str line);

/* Returns the ID of the last line that was taken. */
uint64_t journal_log_heard(void);

/* Removes some of what does not live. Returns whether there is more. */
bool journal_log_reap(void);

#endif
