/* Wrong secrets: see tally.h. */
#include "policy/tally.h"

#include "base/config/config.h"

/* How long wrong secrets are remembered after the last of them. */
#define MEMORY (600 * SEC)

/*
 * The longest delay, as a multiple of password_time. Each wrong secret delays
 * the reply by one password_time more.
 */
#define SLOWEST 5

usec
tally_add(struct tally *tally, usec now)
{
	usec time;

	if (tally->until <= now)
		tally->wrong = 0;
	tally->wrong++;
	time = config_now()->password_time *
	    (tally->wrong < SLOWEST ? tally->wrong : SLOWEST);
	tally->due = now + time;
	tally->until = tally->due + MEMORY;
	return time;
}

unsigned
tally_recent(const struct tally *tally, usec now)
{
	return tally->until > now ? tally->wrong : 0;
}

usec
tally_wait(const struct tally *tally, usec now)
{
	return tally->until > now && tally->due > now ? tally->due - now : 0;
}
