/*
 * The lock of the keeper's file: see keeper_lock.h. It is a lock of flock(2),
 * which belongs to the open file: closing another descriptor of the file does
 * not release it. The keeper also holds a lock of fcntl(2), which tells the
 * holder's process ID and is the one that older programs use. (On NFS the two
 * are one lock, and the first is enough.)
 */
#define _DEFAULT_SOURCE /* flock */
#include "helpers/keeper_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"

static int
open_it(int directory, int more)
{
	return openat(directory, KEEPER_LOCK,
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | more,
	    S_IRUSR | S_IWUSR);
}

/*
 * Returns whether this is still the file of that name, and has no other name.
 */
static bool
is_there(int fd, int directory, struct stat *info)
{
	struct stat there;

	if (fstat(fd, info) != 0 ||
	    fstatat(directory, KEEPER_LOCK, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	errno = EEXIST;
	return S_ISREG(info->st_mode) && info->st_nlink == 1 &&
	    info->st_dev == there.st_dev && info->st_ino == there.st_ino;
}

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
	int fd = open_it(directory, O_CREAT);
	struct stat info;

	if (fd == -1)
		return -1;
	if (!lock(fd) || !is_there(fd, directory, &info) ||
	    !is_free_of_others(fd)) {
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
	int fd = open_it(directory, 0);
	struct stat info;
	bool good;

	if (fd == -1)
		return errno == ENOENT;
	good =
	    lock(fd) && is_there(fd, directory, &info) && is_free_of_others(fd);
	if (good && info.st_uid != user)
		good = unlinkat(directory, KEEPER_LOCK, 0) == 0;
	io_close(&fd);
	return good;
}

pid_t
keeper_lock_holder(int directory)
{
	int fd = open_it(directory, 0);
	const pid_t holder = fd != -1 ? holder_of(fd) : 0;

	io_close(&fd);
	return holder;
}
