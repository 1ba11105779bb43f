/*
 * The request "find": the events, newest first, whose text has another text in
 * it, in any ASCII case. Takes one step of the answer.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_FIND_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_FIND_H

#include "helpers/journal/read/journal_reader.h"

enum journal_progress journal_find(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
