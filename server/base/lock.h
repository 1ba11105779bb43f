/*
 * A file that is locked as long as the process lives, so that of two servers
 * only one has what stands for it: a pid file, the path of a UNIX socket. Used
 * by launch.c and listen.c.
 */
#ifndef SERVER_BASE_LOCK_H
#define SERVER_BASE_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Opens the file, made with that mode if there is none, and locks it. One that
 * a dead server left behind is taken over, if it is an ordinary file that has
 * no other name: somebody else may have put there what is not to be written
 * to. -1 with errno: EADDRINUSE if another process has it. To unlock it close
 * it; children do not inherit it.
 */
int lock_file(const char *name, mode_t mode);

/* Removes the file of that name if it is that locked one; false with errno. */
bool lock_remove(const char *name, int fd);

#endif
