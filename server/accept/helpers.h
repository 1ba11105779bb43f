/*
 * The helpers: the children that serve no client. Each runs for as long as the
 * configuration wants it. One that dies is restarted, after a delay that grows
 * if it keeps dying.
 */
#ifndef SERVER_ACCEPT_HELPERS_H
#define SERVER_ACCEPT_HELPERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Returns whether helpers_open would succeed, as far as can be told; false with
 * *why. Changes nothing.
 */
bool helpers_check(const struct config *config, struct error *why);

/*
 * At the start, acquires what the helpers of a configuration need, which stays
 * until the end; false with *why.
 */
bool helpers_open(const struct config *config, struct error *why);

/* Has helpers of a new configuration started; call it before config_use. */
void helpers_use(const struct config *config);

/*
 * Begins to keep helpers alive. To be called once before the loop. After an
 * upgrade, says goodbye to the old program's helpers, so that this program's
 * replace them.
 */
void helpers_begin(void);

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

#endif
