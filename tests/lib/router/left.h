/*
 * Clients that have left all kinds of things with the server, such as keys, and
 * items that wait or have been taken, some of them after the client has quit;
 * and a description of these things in words, to compare two programs.
 */
#ifndef TESTS_LIB_ROUTER_LEFT_H
#define TESTS_LIB_ROUTER_LEFT_H

#include <stddef.h>

#include "shared/clock.h"

#define LEFT_ROOM ((size_t)64 * 1024)

struct left_words {
	size_t len;
	char text[LEFT_ROOM];
};

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

/*
 * Describes the whole state. Sends events to find the subscribers, so it must
 * come last.
 */
void left_describe(struct left_words *words);

#endif
