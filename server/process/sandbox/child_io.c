/* Waiting, and talking with the parent: see child_io.h. */
#define _GNU_SOURCE /* ppoll */
#include "process/sandbox/child_io.h"

#include <errno.h>
#include <signal.h>

#include "process/sandbox/sandbox.h"
#include "shared/io.h"

bool
child_wait(struct pollfd *fds, nfds_t count, usec most)
{
	const bool ends = most != CHILD_FOREVER;
	const struct timespec time = clock_spec(ends ? most : 0);
	sigset_t open;
	int ready;

	sigemptyset(&open);
	ready = ppoll(fds, count, ends ? &time : NULL, &open);
	for (nfds_t i = 0; ready < 0 && i < count; i++)
		fds[i].revents = 0;
	return ready >= 0 || errno == EINTR;
}

bool
child_read(struct buf *down)
{
	char *room;
	const size_t size = buf_room(down, &room);
	const ssize_t count =
	    size > 0 ? io_read(CHILD_DOWNLINK, room, size) : IO_AGAIN;

	if (count > 0)
		buf_filled(down, (size_t)count);
	return count > 0 || count == IO_AGAIN;
}

bool
child_flush(struct buf *up, uint32_t ring)
{
	const struct str waiting = buf_str(up);
	const ssize_t count = waiting.len > 0 ?
	    io_write(CHILD_UPLINK, waiting.at, waiting.len) :
	    0;

	if (count > 0) {
		buf_drop(up, (size_t)count);
		/* A full bell rings already. */
		(void)io_write_now(CHILD_BELL, &ring, sizeof(ring));
	}
	return count != IO_FAIL;
}
