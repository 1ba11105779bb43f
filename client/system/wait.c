/* Deadlines for ppoll: see wait.h. */
#include "system/wait.h"

#include <stddef.h>

const struct timespec *
wait_left(usec deadline, struct timespec *left)
{
	const usec now = clock_mono();

	if (deadline == WAIT_FOR_EVER)
		return NULL;
	*left = clock_spec(deadline > now ? deadline - now : 0);
	return left;
}
