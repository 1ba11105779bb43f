/*
 * A file that is locked as long as the process lives, so that of two servers
 * only one has what it stands beside: a pid file, the path of a UNIX socket.
 * Nobody else can open it, or whoever may only read it could lock it as well.
 */
#ifndef SERVER_BASE_SYSTEM_LOCK_H
#define SERVER_BASE_SYSTEM_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* Room behind a path for the end of its lock's name. */
#define LOCK_END ".lock"

/*
 * Opens the file for reading and writing, made with that mode if there is none.
 * -1 with errno: EEXIST if it is no ordinary file, has another name besides, or
 * belongs to somebody else than root, us and that user.
 */
int lock_open(const char *name, mode_t mode, uid_t user);

/*
 * The same of a lock, which is made for its owner alone, and locks it. One that
 * a dead server left behind is taken over. -1 with errno: EADDRINUSE if another
 * process has it, or we. To be unlocked by lock_release; children do not
 * inherit it.
 */
int lock_file(const char *name, uid_t user);

/* Which other process has locked it; 0 if none has, or it cannot be known. */
pid_t lock_holder(const char *name);

/*
 * Could that be opened, or made? Who holds it does not matter, and nothing is
 * made. False with errno as above.
 */
bool lock_look(const char *name, uid_t user);

/* Removes the file of that name if it is that lock, closes it, *fd is -1. */
void lock_release(const char *name, int *fd);

/* Removes the file of that name if it is that open one; false with errno. */
bool lock_remove(const char *name, int fd);

/* Is that the lock of that name? */
bool lock_is(const char *name, int fd);

/* A lock that this process holds already: as the program before it was told. */
void lock_adopt(int fd);

#endif
