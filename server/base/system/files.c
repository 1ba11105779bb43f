/* Files that others may tamper with: see files.h. */
#define _GNU_SOURCE /* O_PATH, flock, memfd_create */
#include "base/system/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"

/*
 * The flag to open a directory. Finding names in it needs no permission to list
 * it.
 */
#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

bool
file_place(struct place *place, const char *path)
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
file_place_stat(const struct place *place, struct stat *what)
{
	return fstatat(place->directory, place->name, what,
		   AT_SYMLINK_NOFOLLOW) == 0;
}

bool
file_is_same(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

bool
file_remove_same(const char *path, const struct stat *what)
{
	struct place place;
	struct stat now;
	bool good;

	if (!file_place(&place, path))
		return false;
	good = file_place_stat(&place, &now) && file_is_same(&now, what) &&
	    unlinkat(place.directory, place.name, 0) == 0;
	io_close(&place.directory);
	return good;
}

/*
 * Opens the file or makes it, with two calls. In a directory that many can
 * write to, Linux may refuse an open that could make the file if somebody
 * else's file is there, before we can tell whose it is.
 */
int
file_lock_open(const char *name, mode_t mode, uid_t user)
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
	if (fd != -1 && fstat(fd, &file) != 0)
		io_close(&fd);
	if (fd == -1)
		return -1;
	/* Nobody else can have put it there, for us to write to or to trust. */
	errno = EEXIST;
	if (!S_ISREG(file.st_mode) || file.st_nlink != 1 ||
	    (file.st_uid != 0 && file.st_uid != geteuid() &&
		file.st_uid != user))
		io_close(&fd);
	else if (mode != 0 && file.st_uid != user && geteuid() == 0)
		(void)fchown(fd, user, (gid_t)-1); /* so that it can open it */
	return fd;
}

bool
file_lock_check(const char *name, const struct place *place, uid_t user)
{
	int fd = file_lock_open(name, 0, user);
	const bool good = fd != -1 ||
	    (errno == ENOENT &&
		faccessat(place->directory, ".", W_OK | X_OK, AT_EACCESS) == 0);

	io_close(&fd);
	return good;
}

bool
file_lock_take(int fd)
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
file_lock(const char *name, uid_t user)
{
	int fd = file_lock_open(name, S_IRUSR | S_IWUSR, user);
	struct stat ours, there;

	if (fd != -1 && !file_lock_take(fd))
		io_close(&fd);
	if (fd == -1)
		return -1;
	errno = EADDRINUSE; /* it may have been removed before we locked it */
	if (fstat(fd, &ours) != 0 || lstat(name, &there) != 0 ||
	    !file_is_same(&ours, &there))
		io_close(&fd);
	return fd;
}

bool
file_lock_remove(const char *name, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && file_remove_same(name, &ours);
}

const char *
file_read_small(
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
file_memfd(const char *called)
{
#if defined(__linux__) || defined(__FreeBSD__)
	const unsigned flags = MFD_CLOEXEC | MFD_NOEXEC_SEAL;
	int fd = memfd_create(called, flags);

	if (fd == -1 && errno == EINVAL)
		fd = memfd_create(called, MFD_CLOEXEC);
	if (fd != -1)
		(void)fchmod(fd, 0); /* otherwise others can open it in /proc */
	return fd;
#else
	char path[] = "/tmp/forkcast.XXXXXX";
	int fd = mkstemp(path);

	(void)called;
	if (fd != -1) {
		(void)unlink(path); /* was just made by us */
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC); /* is open: works */
	}
	return fd;
#endif
}

/*
 * Landlock has come to Linux in versions. Its system calls are made by number,
 * since the system's libraries and headers may be older than its kernel.
 */
#ifdef __linux__
#ifndef SYS_landlock_create_ruleset /* the same on every machine */
#define SYS_landlock_create_ruleset 444
#endif
#ifndef SYS_landlock_add_rule /* the same on every machine */
#define SYS_landlock_add_rule 445
#endif

#define RULE_BENEATH 1U

/* The rights that a ruleset handles: all are denied, except those allowed. */
struct rules {
	uint64_t files;
	uint64_t net;
	uint64_t scopes;
};

/* The rights that each version can deny, as bits of linux/landlock.h. */
static const struct {
	size_t size; /* as much of the struct as the version knows */
	struct rules all;
} versions[] = {
	{ 8, { 0x1fff, 0, 0 } }, /* 13 ways to use a path */
	{ 8, { 0x3fff, 0, 0 } }, /* and to link it elsewhere */
	{ 8, { 0x7fff, 0, 0 } }, /* and to truncate it */
	{ 16, { 0x7fff, 3, 0 } }, /* and to bind and connect ports of TCP */
	{ 16, { 0xffff, 3, 0 } }, /* and ioctls of devices */
	{ 24, { 0xffff, 3, 3 } }, /* and abstract sockets, and signals */
};

/*
 * Rights of linux/landlock.h to write, read, list, remove, make and truncate
 * files, and to remove and make directories.
 */
#define OWN_FILES                                                              \
	(1U << 1 | 1U << 2 | 1U << 3 | 1U << 4 | 1U << 5 | 1U << 7 | 1U << 8 | \
	    1U << 14)

/* The exception that a ruleset makes. The kernel wants no padding in it. */
struct path_rule {
	uint64_t allowed;
	int32_t directory;
} __attribute__((packed));

int
file_landlock(const int *directories, size_t count)
{
	size_t row = COUNT(versions);
	int rules = -1;

	/* The kernel refuses what its version does not know. */
	while (rules == -1 && row > 0) {
		row--;
		rules = (int)syscall(SYS_landlock_create_ruleset,
		    &versions[row].all, versions[row].size, 0);
	}
	for (size_t i = 0; i < count && rules != -1; i++) {
		const struct path_rule beneath = {
			versions[row].all.files & OWN_FILES, directories[i]
		};
		if (syscall(SYS_landlock_add_rule, rules, RULE_BENEATH,
			&beneath, 0) != 0)
			io_close(&rules);
	}
	return rules;
}

#else

int
file_landlock(const int *directories, size_t count)
{
	(void)directories;
	(void)count;
	return -1;
}

#endif
