/*
 * A file that is locked as long as the process lives, so that of two servers
 * only one has what stands for it: a pid file, the path of a UNIX socket. Used
 * by launch.c and listen.c.
 */
#ifndef SERVER_LOCK_H
#define SERVER_LOCK_H

#include <sys/types.h>

/*
 * Opens the file, made with that mode if there is none, and locks it. One that
 * a dead server left behind is taken over. -1 with errno: EADDRINUSE if
 * another process has it. To unlock it close it; children do not inherit it.
 */
int lock_file(const char *name, mode_t mode);

#endif
