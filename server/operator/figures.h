/*
 * What the server tells of itself: lines for forkcastctl(8), by orders of the
 * control socket, and the summary in the log.
 */
#ifndef SERVER_OPERATOR_FIGURES_H
#define SERVER_OPERATOR_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/buf.h"

/*
 * Puts all figures, at most 4,096 bytes, for which there must be room: lines
 * "- KEY VALUE". A time is that of clock_wall, a duration in µs, and a number
 * without a unit a count. Keys are mostly those of forkcastctl's metrics.
 */
void figures_put(struct buf *out);

/*
 * Puts a line for the first client from that number on, for which there must be
 * room, and moves the number behind it; false if there is none: "- PID NAME
 * STATE GROUPS LINES_IN LINES_OUT QUEUE SINCE ACTIVE BYTES_IN BYTES_OUT PEER",
 * of which NAME may be empty, and PEER may have spaces.
 */
bool figures_client(uint32_t *number, struct buf *out);

/* Logs a summary (USR1), bounded in length, without any message texts. */
void figures_log(void);

#endif
