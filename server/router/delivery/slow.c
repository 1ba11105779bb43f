/* Slow readers: see slow.h. */
#include "router/delivery/slow.h"

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/slots.h"
#include "router/queue/outq.h"

static bool
waits(const struct slot *slot)
{
	return slot->down.full && slot->down.queue.bytes > 0;
}

static void
disconnect_slow(uint32_t number)
{
	disconnect_request(number, BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
}

static bool
is_helper(const struct slot *slot)
{
	return slot->client == CLIENT_NONE;
}

/*
 * Returns since when the slot counts as stalled: since its oldest line was
 * queued, but for a helper at most since it last read. A helper that reads
 * slowly has much to do, and the number of its requests is limited by the
 * number of clients and groups.
 */
static usec
stalls_since(const struct slot *slot)
{
	const usec since = outq_since(&slot->down.queue);

	return is_helper(slot) && slot->down.drained > since ?
	    slot->down.drained :
	    since;
}

/*
 * A journal that does not read cannot write, and what waits for it is limited;
 * journal_link.c ends one that makes no progress.
 */
static bool
is_slow(const struct slot *slot)
{
	const struct config *config = config_now();

	if (slot->kind == KIND_JOURNAL)
		return false;
	return (!is_helper(slot) &&
		   slot->down.queue.bytes > config->queue_max) ||
	    ticks_now() - stalls_since(slot) >= config->stall_time;
}

void
slow_check(uint32_t number)
{
	const struct slot *slot = slots_get(number);

	if (!waits(slot) || !is_slow(slot))
		return;
	if (slot->state == SLOT_OPEN)
		disconnect_slow(number);
	else
		disconnect_kill_after(number, config_now()->grace);
}

/*
 * Returns when to judge the slot again: never, if its time is over already,
 * because then it has been judged.
 */
usec
slow_next(uint32_t number)
{
	const struct slot *slot = slots_get(number);
	const usec when = stalls_since(slot) + config_now()->stall_time;

	return waits(slot) && when > ticks_now() ? when : ALARMS_NEVER;
}

/*
 * Returns the open slot with a full pipe whose oldest line is the oldest of
 * all. Helpers are left out: their requests do not fill the memory.
 */
static uint32_t
slowest(void)
{
	uint32_t found = SLOT_NONE;

	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		if (slot->state != SLOT_OPEN || !waits(slot) || is_helper(slot))
			continue;
		if (found == SLOT_NONE ||
		    outq_since(&slot->down.queue) <
			outq_since(&slots_get(found)->down.queue))
			found = number;
	}
	return found;
}

/*
 * Counts the memory that the segments of all queues take, so a line that waits
 * for a thousand clients counts once. Otherwise the members of a large busy
 * group would look like slow readers.
 */
bool
slow_check_all(void)
{
	uint32_t number;

	if (segments_held() <= config_now()->queue_total && !arena_is_short())
		return false;
	number = slowest();
	if (number == SLOT_NONE)
		return false;
	disconnect_slow(number);
	return true;
}
