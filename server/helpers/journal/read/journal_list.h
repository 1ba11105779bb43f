/*
 * The request "rows FROM": all rows from that number on, 64 in an answer, but
 * none of accounts. The number in its last line is that of the row to go on
 * from. The request "table WHERE": all rows of that table, in one answer.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_LIST_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_LIST_H

#include "helpers/journal/read/journal_reader.h"

/* Take one step of the answer. */
enum journal_progress journal_list(
    struct journal_reader *reader, struct journal_ask *ask);
enum journal_progress journal_list_table(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
