/* The time shown before a line. */
#ifndef CLIENT_TEXT_STAMP_H
#define CLIENT_TEXT_STAMP_H

#include "shared/buf.h"
#include "shared/clock.h"

/* The columns and bytes that each stamp takes. */
#define STAMP_COLUMNS 8

/*
 * Appends a wall-clock time (clock_wall), in the local time zone: text without
 * style, such as "[07:14] ".
 */
void stamp_put(struct buf *to, usec time);

#endif
