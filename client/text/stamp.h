/* The time shown before a line, in the configured format. */
#ifndef CLIENT_TEXT_STAMP_H
#define CLIENT_TEXT_STAMP_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"

/* Room for any stamp, in bytes. */
#define STAMP_ROOM 64

/*
 * Sets the format, for strftime(3): "[%H:%M] " by default. Returns null, or
 * what is wrong; the format is then unchanged.
 */
const char *stamp_set(const char *format);

/*
 * Appends a wall-clock time (clock_wall), in the local time zone: text without
 * style, padded to stamp_columns.
 */
void stamp_put(struct buf *to, usec time);

/* Returns the columns that each stamp takes, at most 40. */
size_t stamp_columns(void);

#endif
