/*
 * Reads of forkcastctl that end at a socket's SO_RCVTIMEO, on the clock that a
 * test moves: linked with --wrap=io_read.
 */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "shared/io.h"

ssize_t __real_io_read(int fd, void *data, size_t size);
ssize_t __wrap_io_read(int fd, void *data, size_t size);

ssize_t
__wrap_io_read(int fd, void *data, size_t size)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	struct timeval time = { 0 };
	socklen_t len = sizeof(time);

	(void)getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &len);
	const struct timespec most = { time.tv_sec, (long)time.tv_usec * 1000 };
	if ((time.tv_sec == 0 && time.tv_usec == 0) ||
	    ppoll(&polled, 1, &most, NULL) != 0)
		return __real_io_read(fd, data, size);
	errno = EAGAIN;
	return IO_AGAIN;
}
