/* Locks that belong to an open file: see flock.h. */
#define _DEFAULT_SOURCE /* flock */
#include "base/system/flock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "shared/io.h"

static bool
lock(int fd)
{
	int done;

	do
		done = flock(fd, LOCK_EX | LOCK_NB);
	while (done != 0 && errno == EINTR);
	if (done != 0 && errno == EWOULDBLOCK)
		errno = EADDRINUSE;
	return done == 0;
}

/*
 * Returns whether this is still the file of that name, and has no other name.
 */
static bool
is_there(int fd, int directory, const char *name)
{
	struct stat info, there;

	if (fstat(fd, &info) != 0 ||
	    fstatat(directory, name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	errno = EEXIST;
	return S_ISREG(info.st_mode) && info.st_nlink == 1 &&
	    info.st_dev == there.st_dev && info.st_ino == there.st_ino;
}

int
flock_make(int directory, const char *name)
{
	int fd = openat(directory, name,
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CREAT,
	    S_IRUSR | S_IWUSR);

	if (fd != -1 && !(lock(fd) && is_there(fd, directory, name)))
		io_close(&fd);
	return fd;
}
