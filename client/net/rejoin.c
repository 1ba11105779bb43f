/* Reconnecting: see rejoin.h. */
#include "net/rejoin.h"

#include <stdio.h>
#include <unistd.h>

#include "shared/str.h"

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

usec
rejoin_next(struct backoff *backoff, char text[REJOIN_TIME])
{
	/* A number that differs between processes. */
	const uint64_t seed[] = { clock_mono(), (uint64_t)getpid() };
	const uint32_t chance =
	    str_hash((struct str) { (const char *)seed, sizeof(seed) });
	const usec time = backoff_next(backoff, chance);

	(void)snprintf(text, REJOIN_TIME, "%.1f s", (double)time / (double)SEC);
	return clock_mono() + time;
}
