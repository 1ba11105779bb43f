/*
 * A puppet that has more to read than its pipe holds: others talk to it in a
 * group, and it does not read.
 */
#ifndef TESTS_LIB_ROUTER_BURIED_H
#define TESTS_LIB_ROUTER_BURIED_H

#include "tests/lib/router/puppet.h"

/* Enough readers that one who does not read holds nobody up. */
#define BURIED_READERS 3

struct buried {
	struct puppet *puppet;
	struct puppet reader[BURIED_READERS]; /* those who talk */
};

/* Brings it into the group "news", and talks until it is over the mark. */
void bury(struct buried *buried, struct puppet *puppet);

/* The others go, and it reads all; last as in puppet_hear_all. */
void unbury(struct buried *buried, char last[LIMIT_LINE]);

#endif
