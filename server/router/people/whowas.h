/*
 * Former clients: the last thousand that have left or changed their name, under
 * the names that they had.
 */
#ifndef SERVER_ROUTER_PEOPLE_WHOWAS_H
#define SERVER_ROUTER_PEOPLE_WHOWAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"

#define WHOWAS_MOST 1000

/* Records the client under its present name, which it is about to lose. */
void whowas_add(uint32_t client);

/*
 * Save the records for the next program (base/state/state.h), and load one
 * line. whowas_load returns false if the line is no such record.
 */
void whowas_save(struct state *state);
bool whowas_load(struct state *state);

#endif
