/*
 * What children have in common once they are in the sandbox: how they wait, and
 * how they hear the parent and tell it something.
 */
#ifndef SERVER_SANDBOX_CHILD_IO_H
#define SERVER_SANDBOX_CHILD_IO_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/clock.h"

#define CHILD_FOREVER UINT64_MAX

/*
 * Waits for the descriptors, and for TERM, for that long at most. False if that
 * is not possible.
 */
bool child_wait(struct pollfd *fds, nfds_t count, usec most);

/* Reads what the parent has said, as far as there is room. False: it is gone.
 */
bool child_read(struct buf *down);

/*
 * Writes to the uplink what it takes, and rings the bell. False: the parent is
 * gone.
 */
bool child_flush(struct buf *up, uint32_t ring);

#endif
