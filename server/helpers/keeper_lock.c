/*
 * The lock of the keeper's file: see keeper_lock.h. Beside the lock of flock.h,
 * the keeper holds one of fcntl(2), which tells the holder's process ID and is
 * the one that older programs use. (On NFS the two are one lock, and the first
 * is enough.)
 */
#include "helpers/keeper_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system/flock.h"
#include "shared/io.h"

/*
 * Returns the other process that holds the lock of fcntl(2), or 0 if there is
 * none or it is unknown.
 */
static pid_t
holder_of(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &whole) != 0 || whole.l_type == F_UNLCK ||
	    whole.l_pid <= 0 || whole.l_pid == getpid())
		return 0;
	return whole.l_pid;
}

static bool
is_free_of_others(int fd)
{
	errno = EADDRINUSE;
	return holder_of(fd) == 0;
}

int
keeper_lock(int directory)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = flock_make(directory, KEEPER_LOCK);

	if (fd == -1)
		return -1;
	if (!is_free_of_others(fd)) {
		io_close(&fd);
		return -1;
	}
	(void)fcntl(
	    fd, F_SETLK, &whole); /* for older programs; not needed on NFS */
	return fd;
}

bool
keeper_lock_is_free(int directory, uid_t user)
{
	int fd = flock_open(directory, KEEPER_LOCK);
	struct stat info;
	bool good;

	if (fd == -1)
		return errno == ENOENT;
	good = flock_take(fd, directory, KEEPER_LOCK) &&
	    is_free_of_others(fd) && fstat(fd, &info) == 0;
	if (good && info.st_uid != user)
		good = unlinkat(directory, KEEPER_LOCK, 0) == 0;
	io_close(&fd);
	return good;
}

pid_t
keeper_lock_holder(int directory)
{
	int fd = flock_open(directory, KEEPER_LOCK);
	const pid_t holder = fd != -1 ? holder_of(fd) : 0;

	io_close(&fd);
	return holder;
}
