/*
 * Clients that have left all kinds of things with the server, such as keys and
 * items that wait or are under way, some of them after the client has gone; and
 * a list of these things in words, so that two programs can be compared.
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
 * In this order they come, each a client and a slot of that number; the last
 * has no name.
 */
enum { LEFT_ANN, LEFT_BOB, LEFT_GONE, LEFT_CEM, LEFT_LAZY, LEFT_NOBODY };

/*
 * On a stage on which nobody has been. In tea all wait who could take; in rice
 * something waits for the lazy one, who does not read; in news nothing does;
 * and in stays, a group that is kept, nobody is. Meanwhile some time passes,
 * which the test sees to: LEFT_TIME.
 */
#define LEFT_TIME (2 * SEC)
void left_fill(void (*pass)(usec time));

/*
 * Describes the whole state. Sends events to find the subscribers, so it must
 * come last.
 */
void left_describe(struct left_words *words);

#endif
