/* Lock files: see lock.h. */
#define _DEFAULT_SOURCE /* flock */
#include "base/system/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system/place.h"
#include "shared/io.h"

/*
 * Returns whether nobody else can have put the file there, for us to write to
 * or to trust.
 */
static bool
is_own(const struct stat *file, uid_t user)
{
	errno = EEXIST;
	return S_ISREG(file->st_mode) && file->st_nlink == 1 &&
	    (file->st_uid == 0 || file->st_uid == geteuid() ||
		file->st_uid == user);
}

/*
 * Opens the file or makes it, with two calls. In a directory that many can
 * write to, Linux may refuse an open that could make the file if somebody
 * else's file is there, before we can tell whose it is.
 */
int
lock_open(int directory, const char *name, mode_t mode, uid_t user)
{
	const int flags =
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	int fd = openat(directory, name, flags);
	struct stat file;

	if (fd == -1 && errno == ENOENT) {
		fd = openat(directory, name, flags | O_CREAT | O_EXCL, mode);
		if (fd == -1 && errno == EEXIST)
			errno = EADDRINUSE; /* another process was quicker */
	}

	if (fd == -1)
		return -1;
	if (fstat(fd, &file) != 0 || !is_own(&file, user))
		io_close(&fd);
	else if (file.st_uid != user && geteuid() == 0)
		(void)fchown(
		    fd, user, (gid_t)-1); /* or only root can open it */
	return fd;
}

bool
lock_check(const char *name, uid_t user)
{
	struct place place;
	struct stat file;
	bool good;

	if (lstat(name, &file) != 0) { /* can it be made? */
		if (errno != ENOENT || !place_open(&place, name))
			return false;
		good = faccessat(
			   place.directory, ".", W_OK | X_OK, AT_EACCESS) == 0;
		place_close(&place);
		return good;
	}
	errno = S_ISDIR(file.st_mode) ? EISDIR : ELOOP;
	if (S_ISDIR(file.st_mode) || S_ISLNK(file.st_mode))
		return false; /* as open(2) reports it */
	return is_own(&file, user) &&
	    faccessat(AT_FDCWD, name, R_OK | W_OK, AT_EACCESS) == 0;
}

/*
 * Locks the file, unless it was removed before we have locked it. False with
 * errno.
 */
static bool
lock(int fd, int directory, const char *name)
{
	struct stat ours, there;
	int done;

	do
		done = flock(fd, LOCK_EX | LOCK_NB);
	while (done != 0 && errno == EINTR);
	if (done != 0) {
		if (errno == EWOULDBLOCK)
			errno = EADDRINUSE;
		return false;
	}
	errno = EADDRINUSE;
	return fstat(fd, &ours) == 0 &&
	    fstatat(directory, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	    place_same(&ours, &there);
}

int
lock_file(int directory, const char *name, uid_t user)
{
	int fd = lock_open(directory, name, S_IRUSR | S_IWUSR, user);

	if (fd != -1 && !lock(fd, directory, name))
		io_close(&fd);
	return fd;
}

void
lock_release(const char *name, int *fd)
{
	if (*fd == -1)
		return;
	(void)lock_remove(name, *fd); /* if it stays, it can be taken over */
	io_close(fd);
}

bool
lock_remove(const char *name, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && place_remove_path(name, &ours);
}
