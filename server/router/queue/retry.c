/* The next attempt at a write: see retry.h. */
#include "router/queue/retry.h"

#include "base/loop/ticks.h"

#define MOST (30 * SEC)

void
retry_failed(struct retry *retry, usec first)
{
	retry->delay = retry->delay == 0 ? first : 2 * retry->delay;
	if (retry->delay > MOST)
		retry->delay = MOST;
	retry->due = ticks_now() + retry->delay;
}

void
retry_wake(const struct retry *retry)
{
	alarms_at(ALARM_HELPERS, retry->due);
}

bool
retry_waits(const struct retry *retry)
{
	if (retry->delay == 0 || retry->due <= ticks_now())
		return false;
	retry_wake(retry);
	return true;
}
