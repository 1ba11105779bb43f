/*
 * The time in front of a line, as the configuration wants it. Used where the
 * window is drawn.
 */
#ifndef CLIENT_TEXT_STAMP_H
#define CLIENT_TEXT_STAMP_H

#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"

/* Room for any stamp, in bytes. */
#define STAMP_ROOM 64

/*
 * Sets the format, one of strftime(3): "[%H:%M] " by default. Null, or what is
 * wrong; the format is then as it was.
 */
const char *stamp_set(const char *format);

/* The format that is set. */
const char *stamp_format(void);

/*
 * Appends when it was, by the clock on the wall (clock_wall) and in the local
 * time zone: text without a style, padded to stamp_columns. Nothing for a time
 * that no calendar has.
 */
void stamp_put(struct buf *to, usec time);

/* The columns that each stamp takes, at most 40. */
size_t stamp_columns(void);

#endif
