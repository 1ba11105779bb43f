/*
 * The lock of the history: only the process that holds it writes the files. The
 * system releases it when that process ends, and not before, even if the server
 * is killed first. The file "lock" remains.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LOCK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LOCK_H

#include <stdbool.h>

#define JOURNAL_LOCK "lock"

/*
 * Locks the file in an open directory, and makes it if there is none. Returns a
 * descriptor, which holds the lock until it is closed, or -1 with errno:
 * EADDRINUSE if another process holds the lock, EEXIST if the file is not a
 * regular file or has a second name. Does not wait.
 */
int journal_lock(int directory);

/*
 * Returns whether a journal could take the lock now; false with errno as from
 * journal_lock.
 */
bool journal_lock_is_free(int directory);

#endif
