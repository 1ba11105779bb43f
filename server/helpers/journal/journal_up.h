/* What the journal says: the lines of its uplink, until they are written. */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_UP_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_UP_H

#include <stdbool.h>

#include "shared/buf.h"

extern struct buf journal_up;

/* Begins with none. */
void journal_up_begin(void);

/* Returns whether there is room for so many bytes. */
bool journal_up_has_room(size_t bytes);

/* Input is read while so much is left: what is said of it is short. */
#define JOURNAL_UP_LEAST ((size_t)16 * 1024)

/* Tells the router something for its log; without room the log has enough. */
void journal_warn(const struct str *pieces, size_t count);
#define JOURNAL_WARN(...) journal_warn(STRS(__VA_ARGS__))

#endif
