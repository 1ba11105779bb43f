/*
 * The pipes of children, and how much they hold: one page at first, and more
 * when one turns out to be full while its reader takes what is there. The
 * system may have no more for us (pipe(7), pipe-user-pages-soft): then those
 * that have not been full lately give theirs back. Called by spawn.c for a new
 * pair, and by uplink.c and fanout.c, who find out that one is full.
 */
#ifndef SERVER_ROUTER_DELIVERY_PIPES_H
#define SERVER_ROUTER_DELIVERY_PIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "router/model/slots.h"

/* How much a pipe holds as it is made, in bytes: a page. */
#define PIPES_FIRST 4096

/* Sizes that a pipe can have, that one counted. */
#define PIPES_STEPS 3

/* Makes both pipes for a child, or neither: false with errno. */
bool pipes_open(int up[2], int down[2]);

/*
 * The downlink took no more. True if it can now: who has not read anything
 * since it was full before gets no more room.
 */
bool pipes_full_downlink(struct downlink *down);

/* So much was in the uplink when it was read: if that was all it holds, it
 * gets larger. */
void pipes_read_uplink(struct uplink *up, size_t count);

#endif
