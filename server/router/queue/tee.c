/* One batch for many pipes: see tee.h. */
#define _GNU_SOURCE /* tee, splice */
#include "router/queue/tee.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/io.h"

#ifdef SPLICE_F_NONBLOCK

/* The shortest write for which tee is faster than a copy, in bytes. */
#define LEAST 1024

/* Not saved: the bytes are shared within one turn. */
static struct {
	int in; /* the ends of our own pipe */
	int out;
	int null;
	const char *data; /* the bytes in it; null: none to share */
	size_t len; /* bytes in the pipe */
} share;

static void
tee_init(void)
{
	int fd[2] = { -1, -1 };

	share.null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (share.null == -1 || !io_pipe(fd))
		arena_note_failure();
	share.in = fd[1];
	share.out = fd[0];
}

/*
 * Empties the pipe. Returns false if that fails; then nothing is shared any
 * more.
 */
static bool
tee_drop(void)
{
	while (share.len > 0) {
		const ssize_t count = splice(share.out, NULL, share.null, NULL,
		    share.len, SPLICE_F_NONBLOCK);
		if (count <= 0)
			return false;
		share.len -= (size_t)count;
	}
	return true;
}

/* Puts the bytes into the pipe; returns false unless all of them fit. */
static bool
fill(const char *data, size_t len)
{
	ssize_t count;

	share.data = NULL;
	if (!tee_drop())
		return false;
	count = io_write(share.in, data, len);
	if (count > 0)
		share.len = (size_t)count;
	if (count != (ssize_t)len)
		return false;
	share.data = data;
	return true;
}

ssize_t
tee_write(int fd, const char *data, size_t len, bool more_follow)
{
	ssize_t count;

	if (len < LEAST)
		return io_write(fd, data, len);
	if ((share.data != data || share.len != len) &&
	    (!more_follow || !fill(data, len)))
		return io_write(fd, data, len);
	do
		count = tee(share.out, fd, len, SPLICE_F_NONBLOCK);
	while (count < 0 && errno == EINTR);
	if (count > 0)
		return count;
	if (count < 0 && errno == EAGAIN)
		return IO_AGAIN;
	return io_write(fd, data, len); /* tee itself may lack memory */
}

void
tee_end(void)
{
	share.data = NULL;
}

MODULE(tee) = { .init = tee_init };

#else

ssize_t
tee_write(int fd, const char *data, size_t len, bool more_follow)
{
	(void)more_follow;
	return io_write(fd, data, len);
}

void
tee_end(void)
{
}

MODULE(tee) = { .init = NULL };

#endif
