/*
 * A lock file, held as long as the process lives, so that only one of two
 * processes owns what the lock stands for: a pid file, the path of a UNIX
 * socket, a directory. Nobody else can open the file; otherwise anybody who may
 * only read it could lock it, too. The lock belongs to the open file: the
 * system releases it when the last process that has the descriptor ends.
 * Nothing here waits.
 */
#ifndef SERVER_BASE_SYSTEM_LOCK_H
#define SERVER_BASE_SYSTEM_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* The ending that makes a path the name of its lock. */
#define LOCK_END ".lock"

/*
 * Opens the file in an open directory, or AT_FDCWD, for reading and writing,
 * and makes it with that mode if it does not exist. Root gives it to the user,
 * who can then tell that it is locked. -1 with errno: EEXIST if it is not a
 * regular file, has another link, or belongs to anybody but root, us and that
 * user.
 */
int lock_open(int directory, const char *name, mode_t mode, uid_t user);

/*
 * Opens a lock as lock_open does, with a mode for the owner only, and locks it.
 * A lock that a dead server left is taken over. -1 with errno: EADDRINUSE if
 * this or another process holds it. Held until the descriptor is closed, as
 * lock_release does.
 */
int lock_file(int directory, const char *name, uid_t user);

/*
 * Returns whether the lock could be opened, or made, without making it. It does
 * not matter who holds it. False with errno as for lock_open.
 */
bool lock_check(const char *name, uid_t user);

/*
 * Removes the file of that name if it is that lock, closes the lock, and sets
 * *fd to -1.
 */
void lock_release(const char *name, int *fd);

/*
 * Removes the file of that name if it is the one open as fd. False with errno.
 */
bool lock_remove(const char *name, int fd);

#endif
