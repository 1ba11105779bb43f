/* Calls that move bytes, and may move fewer than they could: see inject.h. */
#define _GNU_SOURCE /* tee, splice, pwritev2 */
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "inject.h"

#define PIECES 64

/*
 * Cuts the pieces to a shorter count; returns how many are left, the last one
 * cut.
 */
static int
cut_pieces(struct iovec *to, const struct iovec *from, int count, size_t bytes)
{
	int kept = 0;

	while (kept < count && kept < PIECES && bytes > 0) {
		to[kept] = from[kept];
		if (to[kept].iov_len > bytes)
			to[kept].iov_len = bytes;
		bytes -= to[kept++].iov_len;
	}
	return kept;
}

static size_t
sum(const struct iovec *piece, int count)
{
	size_t bytes = 0;

	for (int i = 0; i < count; i++)
		bytes += piece[i].iov_len;
	return bytes;
}

#define WRAP_BYTES(name, parameters, arguments)            \
	ssize_t __real_##name parameters;                  \
	ssize_t __wrap_##name parameters;                  \
	ssize_t __wrap_##name parameters                   \
	{                                                  \
		return inject_count(CALL_##name, &bytes) ? \
		    -1 :                                   \
		    __real_##name arguments;               \
	}

WRAP_BYTES(read, (int fd, void *data, size_t bytes), (fd, data, bytes))
WRAP_BYTES(write, (int fd, const void *data, size_t bytes), (fd, data, bytes))
WRAP_BYTES(pwrite, (int fd, const void *data, size_t bytes, off_t at),
    (fd, data, bytes, at))
WRAP_BYTES(
    tee, (int in, int out, size_t bytes, unsigned how), (in, out, bytes, how))
WRAP_BYTES(splice,
    (int in, off_t *from, int out, off_t *to, size_t bytes, unsigned how),
    (in, from, out, to, bytes, how))

ssize_t __real_writev(int fd, const struct iovec *piece, int count);
ssize_t __wrap_writev(int fd, const struct iovec *piece, int count);
ssize_t __real_pwritev2(
    int fd, const struct iovec *piece, int count, off_t at, int flags);
ssize_t __wrap_pwritev2(
    int fd, const struct iovec *piece, int count, off_t at, int flags);

ssize_t
__wrap_writev(int fd, const struct iovec *piece, int count)
{
	struct iovec fewer[PIECES];
	size_t bytes = sum(piece, count);

	if (inject_count(CALL_writev, &bytes))
		return -1;
	return __real_writev(fd, fewer, cut_pieces(fewer, piece, count, bytes));
}

#ifdef RWF_NOWAIT /* or libc has none */
ssize_t
__wrap_pwritev2(
    int fd, const struct iovec *piece, int count, off_t at, int flags)
{
	struct iovec fewer[PIECES];
	size_t bytes = sum(piece, count);

	if (inject_count(CALL_pwritev2, &bytes))
		return -1;
	return __real_pwritev2(
	    fd, fewer, cut_pieces(fewer, piece, count, bytes), at, flags);
}
#endif
