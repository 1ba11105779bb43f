/*
 * Input and output of all children in the sandbox: waiting, and talking with
 * the parent.
 */
#ifndef SERVER_PROCESS_SANDBOX_CHILD_IO_H
#define SERVER_PROCESS_SANDBOX_CHILD_IO_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/clock.h"

#define CHILD_FOREVER UINT64_MAX

/*
 * Waits for the descriptors, and for TERM, at most that long. False if waiting
 * fails.
 */
bool child_wait(struct pollfd *fds, nfds_t count, usec most);

/*
 * Reads what the parent has sent, as far as there is room. False if the parent
 * is gone.
 */
bool child_read(struct buf *down);

/*
 * Writes to the uplink as much as it accepts, and rings the bell. False if the
 * parent is gone.
 */
bool child_flush(struct buf *up, uint32_t ring);

#endif
