/*
 * Reading logs: the end of one, or all of them. The content of a log is
 * hostile: others may have written it, and its lines have any length.
 */
#ifndef CLIENT_VIEWS_LOGS_READ_H
#define CLIENT_VIEWS_LOGS_READ_H

#include <stdbool.h>

#include "shared/str.h"
#include "views/logs.h"
#include "views/logs_text.h"

/* How much of the end of a log is read. */
#define LOGS_TAIL ((off_t)128 << 10)

/*
 * Takes a record of the view; valid during the call. Returns false to stop.
 */
typedef bool logs_taker(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record);

/*
 * logs_read_end passes the records to the taker that stand, in the view's two
 * logs, in the last LOGS_TAIL bytes, the oldest first. logs_read_view does so
 * with the last LOGS_MOST bytes of each.
 */
void logs_read_end(const struct logs *logs, enum view_kind kind,
    struct str name, logs_taker *take, void *state);
void logs_read_view(const struct logs *logs, enum view_kind kind,
    struct str name, logs_taker *take, void *state);

/*
 * Passes all records of all logs to the taker: those of a file in their order,
 * of each file at most the last LOGS_MOST bytes, and LOGS_ALL of all together.
 */
void logs_read_all(const struct logs *logs, logs_taker *take, void *state);

#endif
