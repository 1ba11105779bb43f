/* Queues and pipes of downlinks, and slow readers: see downlink.h. */
#include "router/delivery/downlink.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/io.h"

/* Slots with something new to write. */
static struct ring dirty;

static void
make_dirty(uint32_t number)
{
	if (ring_add(&dirty, SLOTS_MAX, number))
		budget_charge(WORK_WRITE, 1);
}

/*
 * Adds the bytes to what waits for the slot's client of the group with that
 * tag, as a segment of a queue carries it, or subtracts them. Nothing happens
 * if the client is not in that group, or there is no tag, as in lines for
 * helpers.
 */
static void
count_waiting(const struct slot *slot, uint64_t tag, size_t bytes, bool adds)
{
	const uint32_t group = (uint32_t)tag;
	struct membership *m = NULL;
	bool was_over;

	if (tag != 0 && groups_exists(group) && groups_get(group)->tag == tag)
		m = groups_membership(client_of(slot->conn), group);
	if (m == NULL)
		return;
	assert(adds || m->waiting >= bytes);
	was_over = groups_over_mark(m);
	if (adds)
		m->waiting += bytes;
	else
		m->waiting -= bytes;
	if (groups_over_mark(m) == was_over)
		return;
	groups_get(group)->over += was_over ? -1U : 1U;
	if (was_over)
		watch_no_wait(); /* lines that waited for this may run now */
}

static void
count_queued(struct piece piece, void *slot)
{
	count_waiting(slot, piece.segment->of, piece.end - piece.start, true);
}

static void
count_written(struct piece piece, void *slot)
{
	count_waiting(slot, piece.segment->of, piece.end - piece.start, false);
}

/*
 * Sets over_mark. While the queue is over the mark, its bytes are counted for
 * each group of its client, with those of the client's other connections.
 */
static void
set_over_mark(struct slot *slot, bool over)
{
	if (over == slot->down.over_mark)
		return;
	slot->down.over_mark = over;
	if (!over)
		watch_no_wait(); /* lines that waited for this may run now */
	if (conn_is(slot->conn))
		outq_pieces(&slot->down.queue,
		    over ? count_queued : count_written, slot);
}

static void
weigh(struct slot *slot)
{
	set_over_mark(slot, slot->down.queue.bytes > GROUPS_MARK);
}

bool
downlink_join(uint32_t group, client_id client)
{
	bool joined;

	FOR_EACH_CONN_OF(it, client)
		if (slots_over_mark(it))
			set_over_mark(slots_get(conns_slot(it)), false);
	joined = groups_enter(group, client);
	FOR_EACH_CONN_OF(it, client)
		if (conns_slot(it) != SLOT_NONE)
			weigh(slots_get(conns_slot(it)));
	return joined;
}

void
downlink_push(uint32_t number, struct piece piece, uint32_t lines)
{
	const uint32_t bytes = piece.end - piece.start;
	struct slot *slot;

	if (number == SLOT_NONE)
		return;
	slot = slots_get(number);
	if (slot->state != SLOT_OPEN || (slot->marks & MARK_LOST) != 0 ||
	    slot->down.fd == -1)
		return;
	if (!outq_push(&slot->down.queue, piece, ticks_now())) {
		disconnect_mark(number, MARK_LOST); /* it has a gap now */
		return;
	}
	slot->down.lines += lines;
	slot->down.bytes += bytes;
	slots_count(slot, STATS_LINES_OUT, lines);
	slots_count(slot, STATS_BYTES_OUT, bytes);
	if (slot->down.over_mark)
		count_queued(piece, slot);
	make_dirty(number);
	weigh(slot);
}

/* Writes the queue, as far as the pipe has room. */
static void
write_queue(uint32_t number, struct slot *slot, bool more_follow)
{
	struct downlink *down = &slot->down;
	const enum outq_result result = outq_write(&down->queue, down->fd,
	    more_follow, slot->down.over_mark ? count_written : NULL, slot);

	if (result == OUTQ_BROKEN) {
		disconnect_mark(number, MARK_BROKEN);
		return;
	}
	down->full = result == OUTQ_FULL;
	watch_write(down->fd, down->full);
	weigh(slot);
	if (slot->state == SLOT_ENDING && down->queue.bytes == 0)
		disconnect_mark(number, MARK_WRITTEN);
}

void
downlink_writable(uint32_t number)
{
	struct slot *slot = slots_get(number);

	slot->down.full = false;
	watch_write(slot->down.fd, false);
	make_dirty(number);
}

bool
downlink_congested(uint32_t group, client_id client)
{
	size_t over = groups_get(group)->over;
	size_t others = groups_members(group)->count;
	const struct membership *m;

	if (over == 0)
		return false;
	m = client_is(client) ? groups_membership(client, group) : NULL;
	if (m != NULL) {
		over -= groups_over_mark(m);
		others--;
	}
	return over > 0 && 2 * over >= others;
}

bool
downlink_sharers_congested(client_id client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		if (downlink_congested(groups->at[i], client))
			return true;
	return false;
}

void
downlink_refuse(conn_id who, uint32_t group)
{
	if (group == GROUP_NONE)
		return;
	slots_get(conns_slot(who))->up.refused = groups_get(group)->tag;
	ticks_alarm(conns_slot(who), ticks_now()); /* uplink.c ends it */
}

bool
downlink_refused(conn_id who, uint32_t group)
{
	return group != GROUP_NONE &&
	    slots_get(conns_slot(who))->up.refused == groups_get(group)->tag;
}

/*
 * Returns whether lines wait for a client whose pipe is full. What waits for a
 * helper is limited by the number of clients and groups; whoever asks it looks
 * whether it makes progress. One that asks has to read (commands.c).
 */
static bool
waits(const struct slot *slot)
{
	return conn_is(slot->conn) && slot->down.full &&
	    slot->down.queue.bytes > 0;
}

/* It is judged once its time is over, and not again after that. */
usec
downlink_check_slow(uint32_t number)
{
	const struct config *config = config_now();
	const struct slot *slot = slots_get(number);
	const struct outq *queue = &slot->down.queue;
	const usec end = outq_since(queue) + config->stall_time;

	if (!waits(slot))
		return ALARMS_NEVER;
	if (ticks_now() < end && queue->bytes <= config->queue_max)
		return end;
	if (slot->state == SLOT_OPEN)
		disconnect_request(number, BYE_SLOW_READER, NO_WORDS);
	else
		disconnect_kill_after(number, config->grace);
	return ALARMS_NEVER;
}

/*
 * Counts the memory that the segments of all queues take, so a line that waits
 * for a thousand clients counts once. Otherwise the members of a large busy
 * group would look like slow readers.
 */
bool
downlink_check_all(void)
{
	uint32_t slowest = SLOT_NONE;

	if (outq_held() <= config_now()->queue_total && !arena_is_short())
		return false;
	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		if (slot->state == SLOT_OPEN && waits(slot) &&
		    (slowest == SLOT_NONE ||
			outq_since(&slot->down.queue) <
			    outq_since(&slots_get(slowest)->down.queue)))
			slowest = number;
	}
	if (slowest == SLOT_NONE)
		return false;
	disconnect_request(slowest, BYE_SLOW_READER, NO_WORDS);
	return true;
}

/* Writing adds no slot. One that has got a new child is written to as well. */
void
downlink_flush(void)
{
	uint32_t number = ring_take(&dirty, SLOTS_MAX), next;

	for (; number != RING_NONE; number = next) {
		struct slot *slot = slots_get(number);
		next = ring_take(&dirty, SLOTS_MAX);
		if (slot->down.fd == -1)
			continue;
		if (!slot->down.full)
			write_queue(number, slot,
			    next != RING_NONE &&
				outq_same(&slot->down.queue,
				    &slots_get(next)->down.queue));
		if (!slot->down.full)
			continue;
		ticks_alarm(number, downlink_check_slow(number));
	}
}

void
downlink_cut(uint32_t number)
{
	struct slot *slot = slots_get(number);

	set_over_mark(slot, false); /* before it is dropped */
	outq_cut(&slot->down.queue);
	slot->down.full = false;
}

void
downlink_forget(uint32_t number)
{
	struct slot *slot = slots_get(number);

	downlink_cut(number);
	outq_clear(&slot->down.queue);
	if (slot->down.fd != -1)
		watch_write(slot->down.fd, false);
}

void
downlink_resume(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->down.fd == -1) {
		outq_clear(&slot->down.queue);
		return;
	}
	watch_own(slot->down.fd, number);
	weigh(slot);
	make_dirty(number);
}

MODULE(downlink) = { TABLES(RING(dirty, SLOTS_MAX)) };
