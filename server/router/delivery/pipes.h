/*
 * The pipes of children, and their capacity. A pipe begins with one page, and
 * grows when it turns out to be full while its reader takes what is there. The
 * system may have no more memory for our pipes (pipe(7), pipe-user-pages-soft);
 * then pipes that have not been full lately give theirs back.
 */
#ifndef SERVER_ROUTER_DELIVERY_PIPES_H
#define SERVER_ROUTER_DELIVERY_PIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "router/model/slots.h"

/* The capacity of a new pipe in bytes: a page. */
#define PIPES_FIRST 4096

/* The number of capacities that a pipe can have, including PIPES_FIRST. */
#define PIPES_STEPS 3

/*
 * Makes both pipes for a child, or neither; returns false, with errno, on
 * failure.
 */
bool pipes_open(int up[2], int down[2]);

/*
 * Enlarges a full downlink, if its reader has read anything since it was last
 * full. Returns true if the downlink can take more now.
 */
bool pipes_full_downlink(struct downlink *down);

/*
 * Notes that the uplink held count bytes when it was read: if that was its
 * whole capacity, it grows.
 */
void pipes_read_uplink(struct uplink *up, size_t count);

#endif
