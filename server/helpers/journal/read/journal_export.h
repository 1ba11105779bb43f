/*
 * The requests that look at all files: "export", the events that an account has
 * caused, and "files", the files themselves. Each function takes one step of
 * the answer.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_EXPORT_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_EXPORT_H

#include "helpers/journal/read/journal_reader.h"

enum journal_progress journal_export(
    struct journal_reader *reader, struct journal_ask *ask);
enum journal_progress journal_status(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
