/*
 * Files that others may tamper with: a name in a directory that is held open,
 * so that whoever may write to the directories above cannot put another
 * directory in its place between a look at the name and its removal; locks;
 * small files that are read as a whole; and Landlock, with which the kernel
 * denies a process paths, ports and other processes, as far as it supports
 * that.
 */
#ifndef SERVER_BASE_SYSTEM_FILES_H
#define SERVER_BASE_SYSTEM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

struct place {
	int directory;
	const char *name; /* in the directory; points into the path */
};

/*
 * Opens the directory, to be closed by the caller. False with errno. The path
 * must outlive the place.
 */
bool file_place(struct place *place, const char *path);

/*
 * Looks at the file of that name, without following a link. False with errno.
 */
bool file_place_stat(const struct place *place, struct stat *what);

/*
 * Removes the file that a path leads to, if it is still the same one. False if
 * it is not, or cannot be removed.
 */
bool file_remove_same(const char *path, const struct stat *what);

/* Returns whether both are the same file. */
bool file_is_same(const struct stat *one, const struct stat *other);

/* The ending that makes a path the name of its lock. */
#define LOCK_END ".lock"

/*
 * Opens the file for reading and writing, and makes it with that mode, unless
 * that is 0, if it does not exist. Root gives it to the user, who can then tell
 * that it is locked. -1 with errno: EEXIST if it is not a regular file, has
 * another link, or belongs to anybody but root, us and that user.
 */
int file_lock_open(const char *name, mode_t mode, uid_t user);

/*
 * Locks an open file or directory, until each process that has this descriptor
 * from us has closed it. False with errno: EADDRINUSE if it is locked.
 */
bool file_lock_take(int fd);

/*
 * Opens a lock as file_lock_open does, with a mode for the owner only, and
 * locks it. A lock that a dead server left is taken over. -1 with errno:
 * EADDRINUSE if this or another process holds it. Held until the descriptor is
 * closed.
 */
int file_lock(const char *name, uid_t user);

/*
 * Returns whether the lock could be opened, or made beside the place, without
 * making it, whoever holds it. False with errno as for file_lock_open.
 */
bool file_lock_check(const char *name, const struct place *place, uid_t user);

/*
 * Removes the file of that name if it is the one open as fd. False if it is
 * not, or cannot be removed.
 */
bool file_lock_remove(const char *name, int fd);

/*
 * Reads a regular file, size bytes at most, and sets *len. Returns null, or
 * what is wrong: other users may not have access to a secret. Does not wait,
 * and does not use stdio, whose buffers workers would inherit.
 */
const char *file_read_small(
    const char *path, bool is_secret, char *room, size_t size, size_t *len);

/*
 * Opens empty memory that a descriptor can pass on, a memfd, closed on exec,
 * that no other process can open. /proc shows the name. Without memfd_create
 * it is a file that has no name any more. -1 with errno on failure.
 */
int file_memfd(const char *called);

/*
 * Returns the descriptor of a ruleset that denies everything, except making,
 * reading, writing and removing files and directories in these directories.
 * Returns -1 if the kernel has no Landlock.
 */
int file_landlock(const int *directories, size_t count);

#endif
