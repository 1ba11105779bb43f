/*
 * The end of a client: the goodbye, the events that tell the others, the
 * closing of the pipe, and the cleanup after a worker has died. Other modules
 * only mark a slot for this (disconnect_requests.h); it is done here, at one
 * point of the turn.
 */
#ifndef SERVER_ROUTER_DISCONNECT_H
#define SERVER_ROUTER_DISCONNECT_H

#include <stdbool.h>

#include "shared/codes.h"

/* Does what slots are marked for. To be called after the flush. */
void disconnect_sweep(void);

/*
 * Says goodbye to all clients, and to the helpers if asked, without telling
 * anybody about the others.
 */
void disconnect_all(enum bye bye, bool helpers);

#endif
