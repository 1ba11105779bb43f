/* What the loop waits for: see watch.h. */
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/select.h>

#include "fdset.h"
#include "shared/io.h"
#include "signals.h"

static struct {
	struct fdset want_read;
	struct fdset want_write;
	struct fdset readable;
	struct fdset writable;
	uint32_t *owner; /* slot + 1; 0: nobody */
	size_t fds;
} watch;

bool
watch_init(size_t fds)
{
	watch.fds = fds;
	watch.owner = calloc(fds, sizeof(*watch.owner));
	return watch.owner != NULL && fdset_init(&watch.want_read, fds) &&
	    fdset_init(&watch.want_write, fds) &&
	    fdset_init(&watch.readable, fds) &&
	    fdset_init(&watch.writable, fds);
}

void
watch_own(int fd, uint32_t slot)
{
	watch.owner[fd] = slot + 1;
	fdset_put(&watch.want_read, fd, false);
	fdset_put(&watch.want_write, fd, false);
}

uint32_t
watch_owner(int fd)
{
	return watch.owner[fd] - 1; /* 0 - 1 is WATCH_NOBODY */
}

void
watch_close(int *fd)
{
	if (*fd == -1)
		return;
	watch_own(*fd, WATCH_NOBODY);
	io_close(fd);
}

void
watch_read(int fd, bool wanted)
{
	fdset_put(&watch.want_read, fd, wanted);
}

void
watch_write(int fd, bool wanted)
{
	fdset_put(&watch.want_write, fd, wanted);
}

bool
watch_wait(usec timeout)
{
	const struct timespec time = { .tv_sec = (time_t)(timeout / SEC),
		.tv_nsec = (long)(timeout % SEC * 1000) };
	const int width_read = fdset_width(&watch.want_read);
	const int width_write = fdset_width(&watch.want_write);
	int ready;

	fdset_copy(&watch.readable, &watch.want_read);
	fdset_copy(&watch.writable, &watch.want_write);
	ready = pselect(width_read > width_write ? width_read : width_write,
	    fdset_raw(&watch.readable), fdset_raw(&watch.writable), NULL,
	    timeout == WATCH_FOREVER ? NULL : &time, signals_open_mask());
	if (ready > 0)
		return true;
	if (ready == -1) {
		/* The sets are as they were: nothing in them is known. */
		fdset_clear(&watch.readable);
		fdset_clear(&watch.writable);
	}
	return ready == 0 || errno == EINTR;
}

int
watch_readable(int fd)
{
	return fdset_next(&watch.readable, fd);
}

int
watch_writable(int fd)
{
	return fdset_next(&watch.writable, fd);
}
