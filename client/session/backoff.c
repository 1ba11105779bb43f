/* The delay before the next attempt: see backoff.h. */
#include "session/backoff.h"

usec
backoff_next(struct backoff *backoff, uint32_t chance)
{
	usec most = BACKOFF_FIRST;

	for (unsigned i = 0; i < backoff->tries && most < BACKOFF_MOST; i++)
		most *= 2;
	if (most > BACKOFF_MOST)
		most = BACKOFF_MOST;
	else
		backoff->tries++;
	return most - chance % (most / 2 + 1);
}
