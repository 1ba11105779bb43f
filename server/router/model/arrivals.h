/*
 * Clients that have got an account or a name, in the order of that: there may
 * be letters for them. Each is here at most once; a number may meanwhile belong
 * to another client, or to none.
 */
#ifndef SERVER_ROUTER_MODEL_ARRIVALS_H
#define SERVER_ROUTER_MODEL_ARRIVALS_H

#include <stdint.h>

/* Notes a client. */
void arrivals_add(uint32_t client);

/* Takes the next one, or CLIENT_NONE. */
uint32_t arrivals_next(void);

#endif
