/*
 * A lock file, held as long as the process lives, so that only one of two
 * servers owns what the lock stands for: a pid file, or the path of a UNIX
 * socket. Nobody else can open the file; otherwise anybody who may only read it
 * could lock it, too.
 */
#ifndef SERVER_BASE_SYSTEM_LOCK_H
#define SERVER_BASE_SYSTEM_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* The ending that makes a path the name of its lock. */
#define LOCK_END ".lock"

/*
 * Opens the file for reading and writing, and makes it with that mode if it
 * does not exist. -1 with errno: EEXIST if it is not a regular file, has
 * another link, or belongs to anybody but root, us and that user.
 */
int lock_open(const char *name, mode_t mode, uid_t user);

/*
 * Opens a lock as lock_open does, with a mode for the owner only, and locks it.
 * A lock that a dead server left is taken over. -1 with errno: EADDRINUSE if
 * this or another process holds it. To be unlocked with lock_release; children
 * do not inherit it.
 */
int lock_file(const char *name, uid_t user);

/*
 * Returns the other process that holds the lock; 0 if none does, or it cannot
 * be known.
 */
pid_t lock_holder(const char *name);

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

/* Records a lock that this process holds since the previous program. */
void lock_adopt(int fd);

#endif
