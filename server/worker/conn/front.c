/* Choosing a front: see front.h. */
#include "worker/conn/front.h"

/* The fronts, in the order in which they are asked. */
static const struct front *const fronts[] = { &front_irc, &front_line,
	&front_chunk };

const struct front *
front_choose(const struct conn *conn, enum front_why why)
{
	for (size_t i = 0; i < COUNT(fronts); i++) {
		const enum claim claim = fronts[i]->claims(conn, why);
		if (claim != CLAIM_NO)
			return claim == CLAIM_YES ? fronts[i] : NULL;
	}
	return NULL;
}
