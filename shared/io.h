/*
 * The one place where EINTR, EAGAIN and short counts are dealt with, and where
 * descriptors are made non-blocking. Used by both programs.
 */
#ifndef SHARED_IO_H
#define SHARED_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

struct addr; /* addr.h */

/* What the reads and writes below return in place of a count. */
#define IO_AGAIN (-1) /* nothing now: the descriptor would block */
#define IO_FAIL (-2) /* errno says why; EPIPE and ECONNRESET are here */

/*
 * read(2), write(2) and writev(2), begun again after EINTR. They return the
 * count, which may be short, or one of the two above; 0 from io_read is the
 * end of input. They block only if the descriptor does.
 */
ssize_t io_read(int fd, void *data, size_t size);
ssize_t io_write(int fd, const void *data, size_t len);
ssize_t io_writev(int fd, const struct iovec *piece, size_t count);

/*
 * io_write, which even if the descriptor blocks does not, where the system can
 * be asked for that (Linux): others may share it, and have changed its flags.
 */
ssize_t io_write_now(int fd, const void *data, size_t len);

/* Writes all of it to a blocking descriptor; false with errno if it fails. */
bool io_write_all(int fd, const void *data, size_t len);

/* A pipe, a connection, any descriptor: non-blocking and closed on exec. */
bool io_pipe(int fd[2]);
bool io_size_pipe(int fd, int size); /* bytes; false if it stays as it is */
bool io_prepare(int fd);

/*
 * Accepts one, and says where it comes from unless peer is null: that is known
 * even if it has gone again, where getpeername(2) fails. -1 with errno.
 */
int io_accept(int listener, struct addr *peer);

/* How many bytes wait in a pipe to be read; 0 where that cannot be told. */
size_t io_waiting(int fd);

/* Is there anybody still who could read what is written to the pipe? */
bool io_has_reader(int fd);

/* Closes *fd unless it is -1, and sets it to -1. */
void io_close(int *fd);

/* Closes all descriptors from fd on; false if that cannot be. */
bool io_close_from(int fd);

/*
 * The same of a process that shares its descriptors: afterwards it has those
 * that stay to itself. False where the system cannot do that; from UINT_MAX on
 * this is only asked.
 */
bool io_unshare_from(unsigned fd);

/* Makes the descriptor at a copy of fd, as dup2(2) does; false with errno. */
bool io_copy(int fd, int at);

/* True if the descriptor is not open. */
bool io_is_closed(int fd);

/*
 * Opens /dev/null on those of 0, 1 and 2 that are closed; as standard output
 * for reading only: what is written there is lost, and has to fail.
 */
bool io_open_standard(void);

#endif
