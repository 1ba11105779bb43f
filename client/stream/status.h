/*
 * The status line: who we are and where, and in which groups something has
 * come that we may not have read. Pure; the chat shows it.
 */
#ifndef CLIENT_STREAM_STATUS_H
#define CLIENT_STREAM_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/joined.h"
#include "shared/buf.h"
#include "shared/str.h"

/* Longer status lines are cut. */
#define STATUS_SIZE 2048

struct status {
	struct str server;
	struct str name; /* empty: none yet */
	const struct joined *joined;
	bool away; /* there is no connection */
};

/*
 * Puts the line, at most so many columns wide, into the buffer, which is empty
 * and of STATUS_SIZE. If the groups do not fit, the first ones are left out
 * such that the current one is there.
 */
void status_line(struct buf *to, const struct status *status, size_t columns);

#endif
