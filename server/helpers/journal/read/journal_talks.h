/*
 * The request "talks": the groups and talks that an account may read, with the
 * ID of the last speech there, in the order of these IDs. Takes one step of the
 * answer.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_TALKS_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_TALKS_H

#include "helpers/journal/read/journal_reader.h"

/* If there are more than N, those are left out that are furthest from AFTER,
 * or without it the oldest. */
enum journal_progress journal_talks(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
