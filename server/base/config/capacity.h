/*
 * The number of clients that the system allows, by its limits on descriptors
 * and processes.
 */
#ifndef SERVER_BASE_CONFIG_CAPACITY_H
#define SERVER_BASE_CONFIG_CAPACITY_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Raises the limit on descriptors to what max_clients needs, never lowers it,
 * and sets *clients to the number allowed. A configured max_clients must be
 * possible: false with *why if it is not. The default is lowered to what is
 * possible, for which capacity_warn logs the reason.
 */
bool capacity_find(
    const struct config *config, size_t *clients, struct error *why);
void capacity_warn(const struct config *config, size_t clients);

#endif
