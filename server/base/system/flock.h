/*
 * A lock of flock(2) on a file of a directory. It belongs to the open file:
 * unlike a lock of lock.h, it is not lost when another descriptor of the file
 * is closed. The system releases it when the last process that has the
 * descriptor ends. The file remains. Nothing here waits.
 */
#ifndef SERVER_BASE_SYSTEM_FLOCK_H
#define SERVER_BASE_SYSTEM_FLOCK_H

/*
 * Opens and locks the file in an open directory, and makes it if there is none.
 * Returns a descriptor, which holds the lock until it is closed, or -1 with
 * errno: EADDRINUSE if another process holds the lock, EEXIST if the file is
 * not a regular file or has a second name.
 */
int flock_make(int directory, const char *name);

#endif
