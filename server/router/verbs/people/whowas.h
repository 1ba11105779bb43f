/*
 * Who was here: the last thousand who have left, or have changed their name,
 * under the names that they had. Used by login.c, disconnect.c; commands.c
 * calls the handler.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_WHOWAS_H
#define SERVER_ROUTER_VERBS_PEOPLE_WHOWAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"

#define WHOWAS_MOST 1000

/* The client's name is to be free again: it was here under that one. */
void whowas_add(uint32_t client);

/* What of it goes to the next program (base/state/state.h), and back: a line.
 */
void whowas_save(struct state *state);
bool whowas_load(struct state *state);

#endif
