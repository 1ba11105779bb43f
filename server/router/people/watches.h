/*
 * Watches: clients name others, connected or not, and are told when they come
 * and go. Names are compared without regard to ASCII case.
 */
#ifndef SERVER_ROUTER_PEOPLE_WATCHES_H
#define SERVER_ROUTER_PEOPLE_WATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/grammar.h"

/* Most watches of one client, and of all. */
#define WATCHES_OF_ONE 100
#define WATCHES_MAX 65536

/*
 * Tell the watchers that the client has got its name, or is about to lose it.
 */
void watches_online(uint32_t client);
void watches_offline(uint32_t client);

/*
 * Returns the next client that watches the name, or CLIENT_NONE after the last.
 * *cursor is WATCHES_FIRST at first.
 */
#define WATCHES_FIRST (UINT32_MAX - 1)
uint32_t watches_next(struct str name, uint32_t *cursor);

/*
 * Save a client's watches for the next program (base/state/state.h), and load
 * one line. watches_load returns false if the line is not about watches.
 */
void watches_save(struct state *state, uint32_t client);
bool watches_load(struct state *state, uint32_t client);

#endif
