/* Input and output: see io.h. */
#define _GNU_SOURCE /* accept4, pipe2, ppoll, pwritev2, struct ucred, syscall \
		     */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "addr.h"

/* Turns the result of a system call into a count, IO_AGAIN or IO_FAIL. */
static ssize_t
outcome(ssize_t count)
{
	if (count >= 0)
		return count;
	return errno == EAGAIN || errno == EWOULDBLOCK ? IO_AGAIN : IO_FAIL;
}

ssize_t
io_read(int fd, void *data, size_t size)
{
	ssize_t count;

	do
		count = read(fd, data, size);
	while (count < 0 && errno == EINTR);
	return outcome(count);
}

ssize_t
io_write(int fd, const void *data, size_t len)
{
	ssize_t count;

	do
		count = write(fd, data, len);
	while (count < 0 && errno == EINTR);
	return outcome(count);
}

ssize_t
io_writev(int fd, const struct iovec *piece, size_t pieces)
{
	ssize_t count;

	do
		count = writev(fd, piece, (int)pieces);
	while (count < 0 && errno == EINTR);
	return outcome(count);
}

#ifndef __linux__
#undef RWF_NOWAIT
#elif defined(RWF_NOWAIT)
static ssize_t
write_now(int fd, const struct iovec *piece)
{
	return pwritev2(fd, piece, 1, -1, RWF_NOWAIT);
}
#elif defined(SYS_pwritev2) && defined(__LP64__)
#define RWF_NOWAIT 8 /* of linux/fs.h */

/* Calls pwritev2, for which musl has a function only since 1.2.5. */
static ssize_t
write_now(int fd, const struct iovec *piece)
{
	return syscall(SYS_pwritev2, fd, piece, 1, -1L, 0L, RWF_NOWAIT);
}
#endif

#ifdef RWF_NOWAIT
ssize_t
io_write_now(int fd, const void *data, size_t len)
{
	/* writev takes no const, but only reads. */
	const struct iovec piece = { .iov_base = (void *)(uintptr_t)data,
		.iov_len = len };
	ssize_t count;

	do
		count = write_now(fd, &piece);
	while (count < 0 && errno == EINTR);
	/* Older kernels support it only for files. */
	if (count < 0 && errno == EOPNOTSUPP)
		return io_write(fd, data, len);
	return outcome(count);
}
#else
ssize_t
io_write_now(int fd, const void *data, size_t len)
{
	return io_write(fd, data, len);
}
#endif

bool
io_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		const ssize_t count = io_write(fd, at, len);
		if (count < 0)
			return false;
		at += count;
		len -= (size_t)count;
	}
	return true;
}

int
io_open_terminal(int fd)
{
	const int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char name[64] = "";

	if (isatty(fd) != 1)
		return -1;
	/* Linux has this name, even if the other one may not be opened. */
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	const int opened = open(name, flags);
	if (opened == -1 && ttyname_r(fd, name, sizeof(name)) == 0)
		return open(name, flags);
	return opened;
}

bool
io_prepare(int fd)
{
	const int flags = fcntl(fd, F_GETFL);

	return flags != -1 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) != -1 &&
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != -1;
}

#ifdef __linux__
bool
io_pipe(int fd[2])
{
	return pipe2(fd, O_CLOEXEC | O_NONBLOCK) == 0;
}

bool
io_size_pipe(int fd, int size)
{
	return fcntl(fd, F_SETPIPE_SZ, size) != -1;
}

static int
try_accept(int listener, struct addr *peer)
{
	peer->len = sizeof(peer->to);
	return accept4(
	    listener, &peer->to.any, &peer->len, SOCK_CLOEXEC | SOCK_NONBLOCK);
}
#else
bool
io_pipe(int fd[2])
{
	if (pipe(fd) != 0)
		return false;
	if (io_prepare(fd[0]) && io_prepare(fd[1]))
		return true;
	io_close(&fd[0]);
	io_close(&fd[1]);
	return false;
}

bool
io_size_pipe(int fd, int size)
{
	(void)fd;
	(void)size;
	return false;
}

static int
try_accept(int listener, struct addr *peer)
{
	int fd;

	peer->len = sizeof(peer->to);
	fd = accept(listener, &peer->to.any, &peer->len);
	if (fd != -1 && !io_prepare(fd))
		io_close(&fd);
	return fd;
}
#endif

int
io_accept(int listener, struct addr *peer)
{
	struct addr unwanted;
	int fd;

	do
		fd = try_accept(listener, peer != NULL ? peer : &unwanted);
	while (fd == -1 && errno == EINTR);
	return fd;
}

bool
io_peer(int fd, uid_t *user, uint64_t *pid)
{
#if defined(SO_PEERCRED) && !defined(__OpenBSD__)
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	*user = peer.uid;
	*pid = (uint64_t)peer.pid;
	return true;
#else
	gid_t group;

	*pid = 0;
	return getpeereid(fd, user, &group) == 0;
#endif
}

bool
io_copy(int fd, int at)
{
	int copy;

	do
		copy = dup2(fd, at);
	while (copy == -1 && errno == EINTR);
	return copy != -1;
}

size_t
io_pending(int fd)
{
	int count;

	return ioctl(fd, FIONREAD, &count) == 0 && count > 0 ? (size_t)count :
							       0;
}

/* macOS: a signal that comes just before the wait is seen this much later. */
#ifdef __APPLE__
#define LOOK 250 /* ms */

int
io_poll(struct pollfd *fds, nfds_t count, const struct timespec *most,
    const sigset_t *mask)
{
	const bool is_short = most != NULL && most->tv_sec == 0 &&
	    most->tv_nsec < LOOK * 1000000L;
	sigset_t before;
	int ready;

	if (mask != NULL)
		(void)sigprocmask(SIG_SETMASK, mask, &before);
	ready = poll(fds, count,
	    is_short ? (int)((most->tv_nsec + 999999) / 1000000) : LOOK);
	if (mask != NULL)
		(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return ready;
}
#else
int
io_poll(struct pollfd *fds, nfds_t count, const struct timespec *most,
    const sigset_t *mask)
{
	return ppoll(fds, count, most, mask);
}
#endif

bool
io_has_reader(int fd)
{
	struct pollfd polled = { .fd = fd };

	/* Without a timeout the call is never interrupted. */
	return poll(&polled, 1, 0) != 1 || (polled.revents & POLLERR) == 0;
}

#ifdef __linux__
bool
io_allocate(int fd, size_t size)
{
	errno = posix_fallocate(fd, 0, (off_t)size);
	return errno == 0;
}
#else
#define BLOCK 512 /* no system allocates less at once */

/* A byte that is written, even the same one, needs its block. */
bool
io_allocate(int fd, size_t size)
{
	char byte;
	ssize_t count = 0;

	for (size_t at = 0; at < size && count >= 0; at += BLOCK) {
		const off_t last =
		    (off_t)(size - at < BLOCK ? size : at + BLOCK) - 1;
		count = pread(fd, &byte, 1, last);
		if (count == 0)
			byte = '\0';
		if (count >= 0)
			count = pwrite(fd, &byte, 1, last);
	}
	return count >= 0;
}
#endif

void
io_close(int *fd)
{
	const int saved = errno;

	/*
	 * Not restarted after EINTR, because the descriptor is closed by then.
	 * No descriptor of this project has data that close could fail to
	 * write.
	 */
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
	errno = saved;
}

#ifdef __linux__
#ifndef SYS_close_range /* the same on every machine */
#define SYS_close_range 436
#endif
#endif

bool
io_close_from(int fd)
{
#ifdef __linux__
	/* musl has no function for it. */
	if (syscall(SYS_close_range, (unsigned)fd, ~0U, 0) == 0)
		return true;
#endif
	const long max = sysconf(_SC_OPEN_MAX);

	for (int i = fd; i < max; i++)
		(void)close(i); /* most of them are not open */
	return max != -1;
}

bool
io_is_closed(int fd)
{
	return fcntl(fd, F_GETFD) == -1 && errno == EBADF;
}

bool
io_open_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (io_is_closed(fd) &&
		    open("/dev/null",
			fd == STDOUT_FILENO ? O_RDONLY : O_RDWR) == -1)
			return false;
	return true;
}
