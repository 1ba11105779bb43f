/*
 * The lock of the keeper's file. Several processes may be able to write the
 * file; only the one that holds this lock does. The keeper itself holds it for
 * as long as it lives. The system releases the lock when that process ends, and
 * not before, even if the server is killed first. The file "accounts.lock"
 * remains; a lock on the directory itself would fail on NFS. The parent uses
 * the lock to see whether a keeper of a server that has ended is still there.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_LOCK_H
#define SERVER_HELPERS_KEEPER_KEEPER_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* The lock's file, in the directory of the accounts. */
#define KEEPER_LOCK "accounts.lock"

/*
 * Locks the file in an open directory, and makes it if there is none. Returns a
 * descriptor, which holds the lock until it is closed, or -1 with errno:
 * EADDRINUSE if another process holds the lock, EEXIST if the file is not a
 * regular file or has a second name. Does not wait.
 */
int keeper_lock(int directory);

/*
 * Returns whether the lock is free; if so, removes a lock file that belongs to
 * anybody but user, because the keeper could not lock it. False with errno as
 * from keeper_lock, and then *holder is the process that holds it, or 0 if that
 * cannot be known.
 */
bool keeper_lock_is_free(int directory, uid_t user, pid_t *holder);

#endif
