/* Choosing a front: see front.h. */
#include "worker/front.h"

/* In the order in which they are asked. */
static const struct front *const fronts[] = { &front_line, &front_chunk };

const struct front *
front_choose(const struct conn *conn, enum front_why why)
{
	for (size_t i = 0; i < COUNT(fronts); i++)
		if (fronts[i]->claims(conn, why))
			return fronts[i];
	return NULL;
}
