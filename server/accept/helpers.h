/*
 * The helpers: the children that serve no client. Each runs for as long as the
 * configuration wants it. One that dies is restarted, after a delay that grows
 * if it keeps dying. Their descriptors are in state_place.h and
 * responder_socket.h.
 */
#ifndef SERVER_ACCEPT_HELPERS_H
#define SERVER_ACCEPT_HELPERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "shared/error.h"

/* Returns whether helpers_prepare would succeed. Changes nothing. */
bool helpers_check(const struct config *config, struct error *why);

/*
 * Acquires what the helpers of a configuration need, in addition to what they
 * have; false with *why. Call helpers_use next, before config_use, which
 * releases what is no longer wanted, or helpers_undo, which releases what was
 * acquired.
 */
bool helpers_prepare(const struct config *config, struct error *why);
void helpers_use(const struct config *config);
void helpers_undo(void);

/*
 * Begins to keep helpers alive. To be called once before the loop, with a
 * read-only descriptor of the scoreboard (-1: there is none). After an upgrade,
 * says goodbye to the old program's helpers, so that this program's replace
 * them.
 */
void helpers_begin(int board);

/*
 * Starts the helpers that are due, unless no child can be created now
 * (spawn_busy).
 */
void helpers_turn(void);

/*
 * Handles the death of the slot's process; does nothing if that was no helper.
 */
void helpers_reaped(uint32_t slot);

/* Starts no more helpers, and says goodbye to those that run. */
void helpers_stop(void);

/* Releases what the parent holds for helpers, when the server ends. */
void helpers_close(void);

#endif
