/*
 * How a client's time ends: the goodbye, the events that tell the others, the
 * closing of the pipe, and what is left to do when its worker has died. Others
 * mark what is to become of a slot (marks.h); here it is done, in one place of
 * the turn. Called by the loop.
 */
#ifndef SERVER_ROUTER_DISCONNECT_H
#define SERVER_ROUTER_DISCONNECT_H

#include "shared/codes.h"

/* Behind the flush: does what slots are marked for. */
void disconnect_sweep(void);

/* Everybody is told, and nobody about the others. */
void disconnect_all(enum bye bye);

/* Nobody is waited for any more. */
void disconnect_kill_all(void);

#endif
