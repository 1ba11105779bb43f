/*
 * The names that the server and its keeper write to in the directory of the
 * state, beside the file itself: what stands there under one of them can make
 * it of no use.
 */
#ifndef SERVER_ACCEPT_STATE_NAMES_H
#define SERVER_ACCEPT_STATE_NAMES_H

#include <stdbool.h>

#include "base/system/lock.h"
#include "helpers/keeper_lock.h"
#include "shared/error.h"

/*
 * Of two servers only one may have the directory; of two keepers only one may
 * write to it, and that has a lock of its own (helpers/keeper_lock.h), as the
 * servers of older programs have it.
 */
#define STATE_LOCK "server" LOCK_END

/*
 * Can the server and its keeper use what stands there, or make it, in that open
 * directory of that path? Nothing is opened or changed. False with *why, which
 * names the file and the remedy.
 */
bool state_names_fit(int directory, const char *path, struct error *why);

/* Looks at the names that only the keeper uses. */
bool state_names_fit_keeper(int directory, const char *path, struct error *why);

#endif
