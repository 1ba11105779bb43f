/*
 * Input and output: the only place that deals with EINTR, EAGAIN and short
 * counts, and that makes descriptors non-blocking.
 */
#ifndef SHARED_IO_H
#define SHARED_IO_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

struct addr; /* addr.h */

/* Returned by the reads and writes below in place of a count. */
#define IO_AGAIN (-1) /* nothing now: the descriptor would block */
#define IO_FAIL (-2) /* errno says why, including EPIPE and ECONNRESET */

/*
 * Do read(2), write(2) and writev(2), restarted after EINTR. They return the
 * count, which may be short, or one of the two values above; 0 from io_read is
 * the end of input. They block only if the descriptor does.
 */
ssize_t io_read(int fd, void *data, size_t size);
ssize_t io_write(int fd, const void *data, size_t len);
ssize_t io_writev(int fd, const struct iovec *piece, size_t count);

/*
 * Writes like io_write, but does not block even if the descriptor does, if the
 * system can do that (Linux). To be used for a descriptor that other processes
 * share, because they may have changed its flags.
 */
ssize_t io_write_now(int fd, const void *data, size_t len);

/* Writes all len bytes to a blocking descriptor; false with errno. */
bool io_write_all(int fd, const void *data, size_t len);

/*
 * Make a new pipe, or any descriptor, non-blocking and close-on-exec; false
 * with errno. io_size_pipe sets the capacity of a pipe.
 */
bool io_pipe(int fd[2]);
bool io_size_pipe(int fd, int size); /* bytes; false if it stays as it is */
bool io_prepare(int fd);

/*
 * Opens the terminal at fd anew, non-blocking and to write; -1 if it cannot. A
 * terminal that nobody reads claims to be writable with room for one byte. The
 * inherited descriptor must stay blocking, since the shell shares it.
 */
int io_open_terminal(int fd);

/*
 * Accepts a connection and writes its peer's address to *peer, unless peer is
 * null. The address is known even if the peer has left already, when
 * getpeername(2) fails. -1 with errno.
 */
int io_accept(int listener, struct addr *peer);

/*
 * Finds the user, and the process or 0, at the other end of the UNIX socket;
 * false, with errno, if the system does not tell.
 */
bool io_peer(int fd, uid_t *user, uint64_t *pid);

/* Returns how many bytes wait in a pipe to be read; 0 if that is not known. */
size_t io_pending(int fd);

/* Does ppoll(2). On macOS, which lacks it, it may return early, with 0. */
int io_poll(struct pollfd *fds, nfds_t count, const struct timespec *most,
    const sigset_t *mask);

/* Returns whether anybody can still read what is written to the pipe. */
bool io_has_reader(int fd);

/*
 * Reserves the first size bytes of a file, so that no write there can fail, and
 * extends it to that size if it is shorter; false with errno. It may block, and
 * nobody else may write to the file meanwhile.
 */
bool io_allocate(int fd, size_t size);

/* Closes *fd unless it is -1, and sets it to -1. errno stays. */
void io_close(int *fd);

/* Closes all descriptors from fd on; false if that is not possible. */
bool io_close_from(int fd);

/* Makes the descriptor at a copy of fd, as dup2(2) does; false with errno. */
bool io_copy(int fd, int at);

/* Returns whether the descriptor is not open. */
bool io_is_closed(int fd);

/*
 * Opens /dev/null on those of 0, 1 and 2 that are closed; false with errno. As
 * standard output it is read-only, because output that is lost has to fail.
 */
bool io_open_standard(void);

#endif
