/*
 * The request "rows FROM": all rows from that number on, 64 in an answer. The
 * number in its last line is that of the row to go on from.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_LIST_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_LIST_H

#include "helpers/journal/read/journal_reader.h"

/* Takes one step of the answer. */
enum journal_progress journal_list(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
