/*
 * The names that the server and its keeper use in the state directory, apart
 * from the files that they read. A file that already has such a name can make
 * the directory unusable.
 */
#ifndef SERVER_ACCEPT_STATE_NAMES_H
#define SERVER_ACCEPT_STATE_NAMES_H

#include <stdbool.h>

#include "base/system/lock.h"
#include "helpers/keeper/keeper_lock.h"
#include "shared/error.h"

/*
 * The lock of the state directory, which only one server may use at a time.
 * Only one keeper may write to it, too, and the keeper has its own lock
 * (helpers/keeper/keeper_lock.h).
 */
#define STATE_LOCK "server" LOCK_END

/*
 * Returns whether the server and its keeper can use, or create, these files in
 * an open directory with that path. Opens and changes nothing. False with *why,
 * which names the file and the remedy.
 */
bool state_names_fit(int directory, const char *path, struct error *why);

/* Checks only the names that the keeper uses. */
bool state_names_fit_keeper(int directory, const char *path, struct error *why);

#endif
