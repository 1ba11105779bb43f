/*
 * client/net/rejoin: longer each time, to a limit, and never all at once.
 */
#include "client/net/rejoin.h"

#include "tests/lib/tap.h"

static void
grows(void)
{
	const unsigned seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	struct backoff backoff = { 0 };

	for (size_t i = 0; i < COUNT(seconds); i++)
		TAP_NUM(backoff_next(&backoff, 0), seconds[i] * SEC,
		    "attempt %zu", i);
}

/* Whatever the chance is, the time is between the half and the whole. */
static void
stays_within(void)
{
	usec least = BACKOFF_MOST;
	usec most = 0;

	for (uint32_t i = 0; i < 10000; i++) {
		struct backoff backoff = { .tries = 3 };
		const usec time = backoff_next(&backoff, i * 429497);
		least = time < least ? time : least;
		most = time > most ? time : most;
	}
	TAP_OK(least >= 4 * SEC && least < 5 * SEC, "the half is the least");
	TAP_OK(most <= 8 * SEC && most > 7 * SEC, "the whole is the most");
}

/* One that has tried for months goes on. */
static void
goes_on(void)
{
	struct backoff backoff = { .tries = UINT32_MAX };

	TAP_NUM(backoff_next(&backoff, 0), BACKOFF_MOST, "after many attempts");
}

int
main(void)
{
	grows();
	stays_within();
	goes_on();
	return tap_done();
}
