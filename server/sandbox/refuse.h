/*
 * What the system refuses this child from now on, by its means and for good.
 * The parent has found out what there is (accept/confine.h). Called by
 * sandbox.c.
 */
#ifndef SERVER_SANDBOX_REFUSE_H
#define SERVER_SANDBOX_REFUSE_H

#include <stdbool.h>

#include "fork/given.h"

/*
 * The first while it still has all descriptors: no privileges, no path, but
 * for its own directory, no port, no other process, and none that looks into
 * it. The second last of all: from then on it may do what its kind does and
 * nothing else. They return false with errno if they cannot take what is there.
 */
bool refuse_reach(const struct given *given);
bool refuse_calls(const struct confinement *confinement, unsigned calls);

#endif
