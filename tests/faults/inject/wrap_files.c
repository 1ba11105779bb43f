/* Calls that have to do with descriptors and files: see inject.h. */
#define _GNU_SOURCE /* pipe2, syncfs */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inject.h"

/* What the test adds to the time passes in these: tests/servers/paced. */
#define __real_poll paced_poll
#define __real_ppoll paced_ppoll
#define __real_pselect paced_pselect

WRAP(int, access, -1, (const char *path, int how), (path, how))
WRAP(int, dup2, -1, (int from, int to), (from, to))
WRAP(int, fstat, -1, (int fd, struct stat *info), (fd, info))
WRAP(int, fstatat, -1, (int at, const char *path, struct stat *info, int flags),
    (at, path, info, flags))
WRAP(int, flock, -1, (int fd, int how), (fd, how))
WRAP(int, fsync, -1, (int fd), (fd))
WRAP(int, ftruncate, -1, (int fd, off_t size), (fd, size))
WRAP(int, linkat, -1,
    (int from, const char *old, int to, const char *new, int flags),
    (from, old, to, new, flags))
WRAP(off_t, lseek, -1, (int fd, off_t to, int from), (fd, to, from))
WRAP(int, lstat, -1, (const char *path, struct stat *info), (path, info))
WRAP(
    int, mkdirat, -1, (int at, const char *path, mode_t mode), (at, path, mode))
WRAP(int, pipe2, -1, (int fd[2], int flags), (fd, flags))
WRAP(int, poll, -1, (struct pollfd * fd, nfds_t count, int timeout),
    (fd, count, timeout))
WRAP(int, ppoll, -1,
    (struct pollfd * fd, nfds_t count, const struct timespec *timeout,
	const sigset_t *mask),
    (fd, count, timeout, mask))
WRAP(ssize_t, pread, -1, (int fd, void *data, size_t bytes, off_t at),
    (fd, data, bytes, at))
WRAP(int, pselect, -1,
    (int width, fd_set *in, fd_set *out, fd_set *other,
	const struct timespec *timeout, const sigset_t *mask),
    (width, in, out, other, timeout, mask))
WRAP(int, renameat, -1, (int from, const char *old, int to, const char *new),
    (from, old, to, new))
WRAP(int, stat, -1, (const char *path, struct stat *info), (path, info))
WRAP(int, fdatasync, -1, (int fd), (fd))
WRAP(int, syncfs, -1, (int fd), (fd))
WRAP(
    int, unlinkat, -1, (int at, const char *path, int flags), (at, path, flags))

int __real_close(int fd);
int __wrap_close(int fd);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int at, const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);

/* The descriptor is gone, whatever close says. */
int
__wrap_close(int fd)
{
	const bool fails = inject_error(CALL_close);
	const int error = errno;
	const int result = __real_close(fd);

	if (!fails)
		return result;
	errno = error;
	return -1;
}

int
__wrap_fcntl(int fd, int command, ...)
{
	/* What asks for flags, or sets them, needs nothing that may be out. */
	const bool fails = command != F_GETFD && command != F_SETFD &&
	    command != F_GETFL && command != F_SETFL;
	va_list values;

	if (fails && inject_error(CALL_fcntl))
		return -1;
	va_start(values, command);
	void *value = va_arg(values, void *); /* or what is as large or less */
	va_end(values);
	return __real_fcntl(fd, command, value);
}

int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list values;

	if (inject_error(CALL_open))
		return -1;
	va_start(values, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(values, mode_t);
	va_end(values);
	return __real_open(path, flags, mode);
}

int
__wrap_openat(int at, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list values;

	if (inject_error(CALL_openat))
		return -1;
	va_start(values, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(values, mode_t);
	va_end(values);
	return __real_openat(at, path, flags, mode);
}
