/*
 * Linked into all programs of "make slow-test", in front of libc's functions
 * (ld --wrap): each read and write waits for up to 6 ms before it is made, so
 * that what usually comes together comes apart, and what is usually there
 * already is late. The wrappers are weak: a server with calls that fail has
 * wrappers of its own. With FORKCAST_SEED every process throws the same dice;
 * FORKCAST_LATE is another most, in microseconds, which bulk() sets.
 */
#define _GNU_SOURCE /* pwritev2, splice, syscall, tee */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "slow.h"

#define NANOSECONDS 1000

/* A child goes on where its parent was. */
static struct {
	uint64_t state; /* the next throw of the dice */
	uint64_t most; /* microseconds */
} slow = { .most = 6000 };

void
slow_most(unsigned most)
{
	slow.most = most;
}

__attribute__((constructor)) static void
slow_begin(void)
{
	const char *seed = getenv("FORKCAST_SEED");
	const char *most = getenv("FORKCAST_LATE");
	struct timespec now = { 0 };

	if (most != NULL)
		slow.most = strtoull(most, NULL, 10);
	if (seed != NULL) {
		slow.state = strtoull(seed, NULL, 10);
		return;
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* it exists */
	slow.state = (uint64_t)now.tv_nsec << 22 | (uint64_t)getpid();
}

/* Returns the next number of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
slow_dice(void)
{
	uint64_t x = slow.state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/*
 * Waits by a call that a confined child may make, past the ppoll of a program
 * whose clock a test moves.
 */
static void
slow_wait(void)
{
	const int saved = errno;
	const struct timespec time = { .tv_nsec = (long)(slow_dice() %
					   (slow.most * NANOSECONDS + 1)) };

	/* A signal cuts the delay short, which is as good a delay. */
	(void)syscall(SYS_ppoll, NULL, 0, &time, NULL, 0);
	errno = saved;
}

/* A wrapper around a call that moves bytes. */
#define LATE(name, parameters, arguments)                      \
	ssize_t __real_##name parameters;                      \
	ssize_t __wrap_##name parameters;                      \
	__attribute__((weak)) ssize_t __wrap_##name parameters \
	{                                                      \
		slow_wait();                                   \
		return __real_##name arguments;                \
	}

LATE(read, (int fd, void *data, size_t size), (fd, data, size))
LATE(write, (int fd, const void *data, size_t len), (fd, data, len))
LATE(
    readv, (int fd, const struct iovec *piece, int pieces), (fd, piece, pieces))
LATE(writev, (int fd, const struct iovec *piece, int pieces),
    (fd, piece, pieces))
LATE(pwritev2,
    (int fd, const struct iovec *piece, int pieces, off_t at, int flags),
    (fd, piece, pieces, at, flags))
LATE(
    recv, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
LATE(recvfrom,
    (int fd, void *data, size_t size, int flags, struct sockaddr *from,
	socklen_t *len),
    (fd, data, size, flags, from, len))
LATE(recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
LATE(send, (int fd, const void *data, size_t len, int flags),
    (fd, data, len, flags))
LATE(sendto,
    (int fd, const void *data, size_t size, int flags,
	const struct sockaddr *to, socklen_t len),
    (fd, data, size, flags, to, len))
LATE(sendmsg, (int fd, const struct msghdr *message, int flags),
    (fd, message, flags))
LATE(splice,
    (int from, off_t *from_at, int to, off_t *to_at, size_t size,
	unsigned flags),
    (from, from_at, to, to_at, size, flags))
LATE(tee, (int from, int to, size_t size, unsigned flags),
    (from, to, size, flags))
