/*
 * The lock of the history: see journal_lock.h. It is a lock of flock(2), which
 * belongs to the open file: closing another descriptor does not release it.
 */
#define _DEFAULT_SOURCE /* flock */
#include "helpers/journal/journal_lock.h"

#include <errno.h>
#include <fcntl.h>
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
is_there(int fd, int directory)
{
	struct stat info, there;

	if (fstat(fd, &info) != 0 ||
	    fstatat(directory, JOURNAL_LOCK, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	errno = EEXIST;
	return S_ISREG(info.st_mode) && info.st_nlink == 1 &&
	    info.st_dev == there.st_dev && info.st_ino == there.st_ino;
}

static int
open_it(int directory, int more)
{
	return openat(directory, JOURNAL_LOCK,
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | more,
	    S_IRUSR | S_IWUSR);
}

int
journal_lock(int directory)
{
	int fd = open_it(directory, O_CREAT);

	if (fd == -1)
		return -1;
	if (!lock(fd) || !is_there(fd, directory))
		io_close(&fd);
	return fd;
}

bool
journal_lock_is_free(int directory)
{
	int fd = open_it(directory, 0);
	bool good;

	if (fd == -1)
		return errno == ENOENT;
	good = lock(fd) && is_there(fd, directory);
	io_close(&fd);
	return good;
}
