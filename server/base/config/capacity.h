/*
 * The number of clients that the system allows, by its limits on descriptors
 * and processes. Checked when a configuration is put in force.
 */
#ifndef SERVER_BASE_CONFIG_CAPACITY_H
#define SERVER_BASE_CONFIG_CAPACITY_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Sets the limit on descriptors to what max_clients needs, and *clients to the
 * number allowed. Never lowers a limit that is in force, since that many
 * descriptors may be open. A configured max_clients must be possible; the
 * default is lowered to what is possible, which is logged. False with *why if
 * it is not possible; nothing has changed then.
 */
bool capacity_find(
    const struct config *config, size_t *clients, struct error *why);

/*
 * capacity_prepare sets the limit, and logs nothing, before a server opens
 * anything. capacity_check only returns whether that would work.
 */
bool capacity_prepare(const struct config *config, struct error *why);
bool capacity_check(const struct config *config, struct error *why);

/* Restores the limit, if the configuration is rejected for another reason. */
void capacity_undo(void);

/* Notes that the program before this one has set the limit already. */
void capacity_inherit(void);

#endif
