/*
 * How many clients the system lets us serve: descriptors and processes. Looked
 * at when a configuration is put in force.
 */
#ifndef SERVER_BASE_CONFIG_CAPACITY_H
#define SERVER_BASE_CONFIG_CAPACITY_H

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Sets the limit on descriptors to what max_clients needs, and *clients to how
 * many there may be; what is in force already is never lowered, for so much may
 * be open. A max_clients that was asked for must be possible; the default is
 * lowered to what is, which is logged. If false nothing has changed.
 */
bool capacity_find(
    const struct config *config, size_t *clients, struct error *why);

/*
 * Before a server opens anything: the limit is that already, and nothing is
 * logged yet. And whether that could be, without a change.
 */
bool capacity_prepare(const struct config *config, struct error *why);
bool capacity_look(const struct config *config, struct error *why);

/* Sets the limit back, where what it was for is refused for another reason. */
void capacity_undo(void);

/* It was found before, by the program in whose place this one is. */
void capacity_goes_on(void);

#endif
