/* Files that others may tamper with: see files.h. */
#define _GNU_SOURCE /* O_PATH, flock, memfd_create */
#include "base/system/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/crypto/secret.h"
#include "shared/io.h"

/*
 * The flag to open a directory. Finding names in it needs no permission to list
 * it.
 */
#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

bool
place_open(struct place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX] = ".";
	size_t len;

	if (slash != NULL) { /* the part before the name */
		len = slash == path ? 1 : (size_t)(slash - path);
		errno = ENAMETOOLONG;
		if (len >= PATH_MAX)
			return false;
		memcpy(directory, path, len);
		directory[len] = '\0';
	}
	place->name = slash != NULL ? slash + 1 : path;
	place->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return place->directory != -1;
}

bool
place_stat(const struct place *place, struct stat *what)
{
	return fstatat(place->directory, place->name, what,
		   AT_SYMLINK_NOFOLLOW) == 0;
}

bool
place_same(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

bool
place_remove(const char *path, const struct stat *what)
{
	struct place place;
	struct stat now;
	bool good;

	if (!place_open(&place, path))
		return false;
	good = place_stat(&place, &now) && place_same(&now, what) &&
	    unlinkat(place.directory, place.name, 0) == 0;
	io_close(&place.directory);
	return good;
}

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
lock_open(const char *name, mode_t mode, uid_t user)
{
	const int flags =
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	int fd = open(name, flags);
	struct stat file;

	if (fd == -1 && errno == ENOENT && mode != 0) {
		fd = open(name, flags | O_CREAT | O_EXCL, mode);
		if (fd == -1 && errno == EEXIST)
			errno = EADDRINUSE; /* another process was quicker */
	}
	if (fd != -1 && (fstat(fd, &file) != 0 || !is_own(&file, user)))
		io_close(&fd);
	else if (fd != -1 && mode != 0 && file.st_uid != user && geteuid() == 0)
		(void)fchown(fd, user, (gid_t)-1); /* so that it can open it */
	return fd;
}

bool
lock_check(const char *name, uid_t user)
{
	struct place place;
	bool good;
	int fd = lock_open(name, 0, user);

	if (fd != -1) {
		io_close(&fd);
		return true;
	}
	if (errno != ENOENT || !place_open(&place, name))
		return false;
	good = faccessat(place.directory, ".", W_OK | X_OK, AT_EACCESS) == 0;
	io_close(&place.directory);
	return good;
}

bool
lock_open_file(int fd)
{
	int done;

	do
		done = flock(fd, LOCK_EX | LOCK_NB);
	while (done != 0 && errno == EINTR);
	if (done != 0 && errno == EWOULDBLOCK)
		errno = EADDRINUSE;
	return done == 0;
}

int
lock_file(const char *name, uid_t user)
{
	int fd = lock_open(name, S_IRUSR | S_IWUSR, user);
	struct stat ours, there;

	if (fd != -1 && !lock_open_file(fd))
		io_close(&fd);
	if (fd == -1)
		return -1;
	errno = EADDRINUSE; /* it may have been removed before we locked it */
	if (fstat(fd, &ours) != 0 || lstat(name, &there) != 0 ||
	    !place_same(&ours, &there))
		io_close(&fd);
	return fd;
}

bool
lock_remove(const char *name, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && place_remove(name, &ours);
}

const char *
small_file_read(
    const char *path, bool is_secret, char *room, size_t size, size_t *len)
{
	/* Opening a FIFO would block the server. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *wrong = NULL;
	struct stat info;
	ssize_t count = 1;

	*len = 0;
	if (fd == -1 || fstat(fd, &info) != 0)
		wrong = strerror(errno);
	else if (!S_ISREG(info.st_mode))
		wrong = "not a regular file";
	else if (is_secret && (info.st_mode & S_IRWXO) != 0)
		wrong = "other users can access it; run chmod o= on it";
	while (wrong == NULL && count > 0 && *len < size) {
		count = io_read(fd, room + *len, size - *len);
		if (count < 0)
			wrong = strerror(errno);
		else
			*len += (size_t)count;
	}
	io_close(&fd);
	return wrong;
}

/*
 * A flag without which some systems refuse to make a memfd. Older systems
 * refuse the flag.
 */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

int
memfd_open(const char *called)
{
#ifdef MFD_CLOEXEC
	const unsigned flags = MFD_CLOEXEC | MFD_NOEXEC_SEAL;
	int fd = memfd_create(called, flags);

	if (fd == -1 && errno == EINVAL)
		fd = memfd_create(called, MFD_CLOEXEC);
	if (fd != -1)
		(void)fchmod(fd, 0); /* otherwise others can open it in /proc */
	return fd;
#else
	char name[64];
	uint64_t number;
	int fd;

	if (!entropy_draw(&number, sizeof(number)))
		return -1;
	(void)snprintf(name, sizeof(name), "/%s.%llx", called,
	    (unsigned long long)number); /* fits */
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd != -1)
		(void)shm_unlink(name); /* was just made by us */
	return fd;
#endif
}
