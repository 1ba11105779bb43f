/*
 * The lock of the keeper's file: of all processes that could write it, however
 * they came to be, only the one that holds this does. It is held by the keeper
 * itself, for life: it outlives neither the process nor a server that is killed
 * before it. The file "accounts.lock" stays; a lock on the directory would fail
 * on NFS. Used by keeper.c, and by the parent (accept/keeper_supervisor.c) to
 * see whether a keeper of a server that has ended is still there.
 */
#ifndef SERVER_HELPERS_KEEPER_LOCK_H
#define SERVER_HELPERS_KEEPER_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/* In the directory. */
#define KEEPER_LOCK "accounts.lock"

/*
 * Locks the file of an open directory, made if there is none, and returns its
 * descriptor, which holds the lock until it is closed. -1 with errno:
 * EADDRINUSE if another process holds it, EEXIST if it is no ordinary file or
 * has another name besides. Does not wait.
 */
int keeper_lock(int directory);

/*
 * Is it free, also of the server of an older program? Then what another user
 * than that has left there, whom the keeper could not lock it from, is removed.
 * False with errno as above.
 */
bool keeper_lock_is_free(int directory, uid_t user);

/* Who holds it; 0 if that cannot be known, or nobody does. */
pid_t keeper_lock_holder(int directory);

#endif
