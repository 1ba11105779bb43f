/* Lag and the state of the link: see lag.h. */
#include "session/lag.h"

#include <assert.h>
#include <string.h>

#include "session/wait.h"

#define SILENCE (60 * SEC)
#define LATE (3 * SEC)
#define PATIENCE (60 * SEC)

void
lag_begin(struct lag *lag, usec now)
{
	*lag = (struct lag) {
		.silence = SILENCE,
		.late = LATE,
		.patience = PATIENCE,
		.heard_at = now,
	};
}

void
lag_heard(struct lag *lag, usec now)
{
	lag->heard_at = now;
}

void
lag_said(struct lag *lag, usec now)
{
	assert(lag->count < LAG_OWED);
	lag->said[lag->count++] = now;
}

void
lag_answered(struct lag *lag, usec now)
{
	lag_heard(lag, now);
	if (lag->count == 0)
		return;
	memmove(lag->said, lag->said + 1, --lag->count * sizeof(*lag->said));
}

/* Returns whether a ping was sent and nothing has been received since. */
static bool
is_asked(const struct lag *lag)
{
	return lag->pinged_at != 0 && lag->pinged_at >= lag->heard_at;
}

/*
 * Returns when the oldest line becomes late. Returns WAIT_FOR_EVER if there is
 * none, or if a ping was sent after it or just before it: then the answer to
 * the ping is awaited as well.
 */
static usec
late_at(const struct lag *lag)
{
	const usec since = lag->said[0];

	if (lag->count == 0 ||
	    (lag->pinged_at != 0 && since < lag->pinged_at + lag->late))
		return WAIT_FOR_EVER;
	return since + lag->late;
}

usec
lag_due(const struct lag *lag)
{
	const usec silent = lag->heard_at + lag->silence;
	const usec late = late_at(lag);

	if (is_asked(lag))
		return lag->pinged_at + lag->patience;
	return late < silent ? late : silent;
}

enum lag_action
lag_check(struct lag *lag, usec now)
{
	const usec due = lag_due(lag);

	if (now < due)
		return LAG_NONE;
	if (is_asked(lag) && now < due + lag->late)
		return LAG_HOPELESS;
	lag->pinged_at = now;
	return LAG_PING;
}

/* Returns how long the oldest line has been waiting; there must be one. */
static usec
waiting(const struct lag *lag, usec now)
{
	const usec since = lag->said[0];

	return now > since ? now - since : 0;
}

usec
lag_shown(const struct lag *lag, usec now)
{
	if (lag->count == 0 || waiting(lag, now) < lag->late)
		return 0;
	return waiting(lag, now);
}

usec
lag_changes(const struct lag *lag, usec now)
{
	if (lag->count == 0)
		return WAIT_FOR_EVER;
	const usec time = waiting(lag, now);
	const usec next = (time / SEC + 1) * SEC;
	return lag->said[0] + (time < lag->late ? lag->late : next);
}
