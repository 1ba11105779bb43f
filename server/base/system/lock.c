/* Lock files: see lock.h. */
#include "base/system/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "base/system/place.h"
#include "shared/io.h"

/*
 * Locks of old and new listeners, the control socket, the pid file, and three
 * of the state, one of them an older program's.
 */
#define LOCKS (2 * LISTEN_MAX + 5)

/*
 * The locks that this process holds. Closing any other descriptor of one of
 * these files loses the lock.
 */
static struct {
	int fd[LOCKS];
	size_t count;
} locks;

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
 * Returns whether this is still the file of that name, and was not removed
 * before we locked it.
 */
static bool
is_same(int fd, const char *name)
{
	struct stat ours, there;

	errno = EAGAIN;
	return fstat(fd, &ours) == 0 && lstat(name, &there) == 0 &&
	    place_same(&ours, &there);
}

/*
 * Opens the file or makes it, with two calls. In a directory that many can
 * write to, Linux may refuse an open that could make the file if somebody
 * else's file is there, before we can tell whose it is.
 */
int
lock_open(const char *name, mode_t mode, uid_t user)
{
	const int flags =
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	int fd = open(name, flags);
	struct stat file;

	if (fd == -1 && errno == ENOENT) {
		fd = open(name, flags | O_CREAT | O_EXCL, mode);
		if (fd == -1 && errno == EEXIST)
			errno = EADDRINUSE; /* another process was quicker */
	}

	if (fd == -1 || (fstat(fd, &file) == 0 && is_own(&file, user)))
		return fd;
	io_close(&fd);
	return -1;
}

/* Opens nothing: closing a file that we have locked would lose the lock. */
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
 * Returns whether we hold that lock. Locking it again would succeed, and
 * closing the second descriptor would unlock it.
 */
static bool
is_held(const char *name)
{
	for (size_t i = 0; i < locks.count; i++)
		if (is_same(locks.fd[i], name))
			return true;
	return false;
}

static bool
lock(int fd, const char *name)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_SETLK, &whole) == 0 && is_same(fd, name))
		return true;
	if (errno == EACCES || errno == EAGAIN)
		errno = EADDRINUSE;
	return false;
}

int
lock_file(const char *name, uid_t user)
{
	int fd;

	errno = is_held(name) ? EADDRINUSE : ENOLCK;
	if (errno == EADDRINUSE || locks.count == LOCKS)
		return -1;
	fd = lock_open(name, 0600, user);
	if (fd == -1)
		return -1;
	if (lock(fd, name)) {
		locks.fd[locks.count++] = fd;
		return fd;
	}
	io_close(&fd);
	return -1;
}

/* Looks only at locks that we do not hold: closing ours would lose it. */
pid_t
lock_holder(const char *name)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	pid_t holder = 0;
	int fd;

	if (is_held(name))
		return 0;
	fd =
	    open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	if (fd != -1 && fcntl(fd, F_GETLK, &whole) == 0 &&
	    whole.l_type != F_UNLCK && whole.l_pid > 0)
		holder = whole.l_pid;
	io_close(&fd);
	return holder;
}

void
lock_release(const char *name, int *fd)
{
	size_t kept = 0;

	if (*fd == -1)
		return;
	(void)lock_remove(name, *fd); /* if it stays, it can be taken over */
	for (size_t i = 0; i < locks.count; i++)
		if (locks.fd[i] != *fd)
			locks.fd[kept++] = locks.fd[i];
	locks.count = kept;
	io_close(fd);
}

bool
lock_remove(const char *name, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && place_remove_path(name, &ours);
}

void
lock_adopt(int fd)
{
	if (fd != -1 && locks.count < LOCKS)
		locks.fd[locks.count++] = fd;
}
