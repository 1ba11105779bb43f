/*
 * A puppet that has more to read than its pipe holds: others send messages to
 * its group, and it does not read.
 */
#ifndef TESTS_LIB_ROUTER_BURIED_H
#define TESTS_LIB_ROUTER_BURIED_H

#include "tests/lib/router/puppet.h"

/* Enough readers that one slow reader does not congest the group. */
#define BURIED_READERS 3

struct buried {
	struct puppet *puppet;
	struct puppet reader[BURIED_READERS]; /* the senders, who read */
};

/*
 * Has the puppet join the group "news", and sends messages until its queue is
 * over the mark.
 */
void bury(struct buried *buried, struct puppet *puppet);

/*
 * Has the others quit and the puppet read everything; last as in
 * puppet_hear_all.
 */
void unbury(struct buried *buried, char last[LIMIT_LINE]);

#endif
