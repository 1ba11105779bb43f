/* The loss of lines that were to be kept: see kept_gap.h. */
#include "router/delivery/kept/kept_gap.h"

#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "shared/str.h"

/*
 * Losses of control are made good so often at most: all lines of one group may
 * be more than fit.
 */
#define AGAIN (60 * SEC)

void
kept_gap_add(struct kept_gap *gap, uint64_t id)
{
	if (gap->from == 0 || id < gap->from)
		gap->from = id;
	if (id > gap->to)
		gap->to = id;
}

void
kept_gap_lose(struct kept_gap *gap, uint64_t id, bool is_control)
{
	gap->control |= is_control;
	kept_gap_add(gap, id);
	if (!gap->told)
		LOG_AT(LEVEL_ERR,
		    STR("history: events are lost: too many wait to be "
			"written"));
	gap->told = true;
}

void
kept_gap_end(struct kept_gap *gap)
{
	LOG_AT(LEVEL_ERR,
	    STR("history: events from {#first} to {#last} are lost"),
	    DECIMAL(gap->from), DECIMAL(gap->to));
	gap->from = gap->to = 0;
	gap->told = false;
	stats_add(SCORE_GAPS, 1);
}

bool
kept_gap_take_control(struct kept_gap *gap)
{
	if (!gap->control || ticks_now() < gap->again)
		return false;
	gap->control = false;
	gap->again = ticks_now() + AGAIN;
	return true;
}
