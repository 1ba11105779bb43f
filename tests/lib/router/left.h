/*
 * Clients that have left all kinds of things with the server, such as keys, and
 * items that wait or have been taken, some of them after the client has quit.
 */
#ifndef TESTS_LIB_ROUTER_LEFT_H
#define TESTS_LIB_ROUTER_LEFT_H

#include "shared/clock.h"

/*
 * The clients, in the order in which they connect; each is also the number of
 * its client and slot. The last has no name.
 */
enum { LEFT_ANN, LEFT_BOB, LEFT_GONE, LEFT_CEM, LEFT_LAZY, LEFT_NOBODY };

/*
 * Fills the router, on a stage without clients before. In tea, all who could
 * take wait; in rice, items wait for the lazy client, which does not read; in
 * news, nothing waits; and stays, a group of the configuration, has no members.
 * Calls pass to let LEFT_TIME pass.
 */
#define LEFT_TIME (2 * SEC)
void left_fill(void (*pass)(usec time));

#endif
