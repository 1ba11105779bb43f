/* Deadlines for poll: see wait.h. */
#include "net/wait.h"

#include <limits.h>
#include <stddef.h>

static usec
left_of(usec deadline)
{
	const usec now = clock_mono();

	return deadline > now ? deadline - now : 0;
}

int
wait_ms(usec deadline)
{
	const usec ms = (left_of(deadline) + MSEC - 1) / MSEC;

	if (deadline == WAIT_FOR_EVER)
		return -1;
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

const struct timespec *
wait_left(usec deadline, struct timespec *left)
{
	const usec time = left_of(deadline);

	if (deadline == WAIT_FOR_EVER)
		return NULL;
	*left = clock_spec(time);
	return left;
}
