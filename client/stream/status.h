/*
 * The status line: our name, our groups, and which of them have unread
 * messages. Pure.
 */
#ifndef CLIENT_STREAM_STATUS_H
#define CLIENT_STREAM_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/our_groups.h"
#include "shared/buf.h"
#include "shared/str.h"

/* The longest status line, in bytes; longer ones are cut. */
#define STATUS_SIZE 2048

struct status {
	struct str server;
	struct str name; /* empty: none yet */
	const struct our_groups *joined;
	bool away; /* we are not connected */
};

/*
 * Writes the line, at most columns wide, into the buffer, which must be empty
 * and have STATUS_SIZE bytes. If the groups do not fit, the first ones are left
 * out so that the current one is visible.
 */
void status_line(struct buf *to, const struct status *status, size_t columns);

#endif
