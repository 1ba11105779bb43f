/*
 * The pipes of workers, and how much they hold. Called by spawn.c for a new
 * pair, by uplink.c and fanout.c when one turns out to be too small.
 */
#ifndef SERVER_ROUTER_PIPES_H
#define SERVER_ROUTER_PIPES_H

#include <stdbool.h>

#include "router/slots.h"

/* How much a small pipe holds, in bytes: a page. */
#define PIPES_SMALL 4096

/*
 * Makes both pipes for the slot's worker, or neither: false with errno. They
 * may be small, which the slot says then.
 */
bool pipes_open(struct slot *slot, int up[2], int down[2]);

/* A small uplink was full, or a small downlink: each gets larger, if it can. */
void pipes_widen(struct slot *slot);
void pipes_loosen(struct slot *slot);

#endif
