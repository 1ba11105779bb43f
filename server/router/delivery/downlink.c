/* Queues and pipes of downlinks: see downlink.h. */
#include "router/delivery/downlink.h"

#include <unistd.h>

#include "base/data/bucket.h"
#include "base/data/rows.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/congestion.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/event_ids.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "shared/io.h"

/* The capacities of pipes in bytes: smaller ones halve the speed. */
static const int sizes[PIPES_STEPS] = { 4096, 16 * 1024, 64 * 1024 };

/* How long no pipe is enlarged after the system has refused to. */
#define REFUSED_TIME (250 * MSEC)

/*
 * The pace of writes to crowds. Each write wakes a worker, and while thousands
 * of workers are busy, anybody else who speaks waits for a processor. So for
 * LATELY after an event for somebody else, crowds, of more than CROWD
 * receivers, are written to at a pace that leaves most of each processor free:
 * WEIGHT in a millisecond for each processor, with a REST in between, and at
 * most AT_ONCE in a turn. A write and the worker's part take about 30 us; each
 * further PIECE bytes as long again if the worker turns them into lines of IRC.
 */
#define CROWD 32
#define LATELY SEC
#define WEIGHT 8
#define REST (2 * MSEC)
#define MOST 512
#define PIECE 4096

/* Lists of slots with something new to write. */
enum { AT_ONCE, CROWDED, LISTS };

/* The pace is not saved: the next program begins with a full bucket. */
static struct {
	struct list dirty[LISTS];
	struct link *links; /* by slot */
	bool crowded; /* the next push goes to a crowd */
	struct bucket told; /* weight written to crowds */
	uint64_t processors;
	usec met; /* ticks_mono of the last event for somebody outside a crowd;
		     0: none */
	usec refused_until; /* ticks_now: no pipe is enlarged before */
} downlinks;

static void
downlink_init(void)
{
	const long count = sysconf(_SC_NPROCESSORS_ONLN); /* -1: unknown */

	downlinks.processors = count > 1 ? (uint64_t)count : 1;
}

bool
pipes_open(int up[2], int down[2])
{
	if (!io_pipe(up))
		return false;
	if (!io_pipe(down)) {
		io_close(&up[0]);
		io_close(&up[1]);
		return false;
	}
	/* Systems that cannot set it keep their own capacity. */
	(void)io_size_pipe(up[0], sizes[0]);
	(void)io_size_pipe(down[1], sizes[0]);
	return true;
}

/*
 * Once the system has had no more memory for our pipes, it is not asked again
 * for a while: otherwise each write to a full pipe would ask.
 */
static bool
may_grow(uint8_t step)
{
	return step + 1 < PIPES_STEPS && ticks_now() >= downlinks.refused_until;
}

/* Enlarges the pipe, unless the system has no more memory for ours. */
static bool
grow(uint8_t *step, int fd)
{
	if (!may_grow(*step))
		return false;
	if (!io_size_pipe(fd, sizes[*step + 1])) {
		downlinks.refused_until = ticks_now() + REFUSED_TIME;
		return false;
	}
	(*step)++;
	return true;
}

void
pipes_read_uplink(struct uplink *up, size_t count)
{
	if (count >= (size_t)sizes[up->step])
		(void)grow(&up->step, up->fd);
}

/*
 * Enlarges a full downlink, if its reader has read anything since it was last
 * full. Returns true if it can take more now.
 */
static bool
grow_downlink(struct downlink *down)
{
	uint64_t taken;
	bool reads;

	if (!may_grow(down->step))
		return false;
	/* Everything written, without the bytes still in the pipe. */
	taken = down->bytes - down->queue.bytes - io_pending(down->fd);
	reads = !down->was_full || taken != down->taken;
	down->was_full = true;
	down->taken = taken;
	return reads && grow(&down->step, down->fd);
}

void
downlink_set_receivers(size_t receivers)
{
	downlinks.crowded = receivers > CROWD;
}

static void
make_clean(uint32_t number, struct slot *slot)
{
	if (slot->down.dirty)
		list_drop(
		    &downlinks.dirty[slot->down.crowded ? CROWDED : AT_ONCE],
		    downlinks.links, number);
	slot->down.dirty = false;
}

/*
 * Adds the slot to a list of slots to write to: the crowd's, unless another
 * event waits for it too or it leads the crowd.
 */
static void
make_dirty(uint32_t number, struct slot *slot, bool in_crowd)
{
	const bool crowded = in_crowd && !slot->down.leads;

	if (slot->down.dirty && (crowded || !slot->down.crowded))
		return;
	if (!slot->down.dirty)
		budget_charge(WORK_WRITE, 1);
	make_clean(number, slot);
	slot->down.dirty = true;
	slot->down.crowded = crowded;
	list_add(&downlinks.dirty[crowded ? CROWDED : AT_ONCE], downlinks.links,
	    number, LIST_END);
}

/*
 * Adds the bytes to what waits for the client of the group with that tag, as a
 * segment of a queue carries it, or subtracts them. Nothing happens if the
 * client is not in that group.
 */
static void
count_waiting(uint32_t client, uint64_t tag, size_t bytes, bool adds)
{
	const uint32_t group = (uint32_t)tag;
	struct membership *m = NULL;
	bool over;

	if (tag != 0 && groups_exists(group) && groups_tag(group) == tag)
		m = groups_membership(client, group);
	if (m == NULL)
		return;
	/*
	 * The client may have joined when some of these bytes already waited.
	 */
	if (adds)
		m->waiting += bytes;
	else
		m->waiting -= bytes < m->waiting ? bytes : m->waiting;
	over = m->waiting > GROUPS_MARK;
	if (over == m->over_mark)
		return;
	m->over_mark = over;
	groups_count_mark(group, over);
	if (!over)
		watch_no_wait(); /* lines that waited for this may run now */
}

static void
count_queued(uint32_t client, uint64_t tag, size_t bytes)
{
	count_waiting(client, tag, bytes, true);
}

static void
count_written(uint32_t client, uint64_t tag, size_t bytes)
{
	count_waiting(client, tag, bytes, false);
}

/*
 * Sets over_mark from the length of the queue. While the queue is over the
 * mark, its bytes are counted for each group of its client.
 */
static void
weigh(struct slot *slot)
{
	const bool over = slot->down.queue.bytes > GROUPS_MARK;
	const uint32_t client = slot->client;

	if (over == slot->down.over_mark)
		return;
	slot->down.over_mark = over;
	if (!over)
		watch_no_wait(); /* lines that waited for this may run now */
	if (client == CLIENT_NONE)
		return;
	if (over)
		outq_visit_all(&slot->down.queue, client, count_queued);
	outq_visit_written(
	    &slot->down.queue, client, over ? count_written : NULL);
	for (size_t i = 0; !over && i < groups_of(client)->count; i++)
		count_waiting(client, groups_tag(groups_of(client)->at[i]),
		    SIZE_MAX, false);
}

void
downlink_push(uint32_t number, struct piece piece, uint32_t lines)
{
	struct slot *slot = slots_get(number);
	const uint32_t bytes = piece.end - piece.start;

	if (slot->state != SLOT_OPEN || (slot->marks & MARK_LOST) != 0 ||
	    slot->down.fd == -1)
		return;
	if (!outq_push(&slot->down.queue, piece, ticks_now())) {
		disconnect_mark(number, MARK_LOST); /* it has a gap now */
		return;
	}
	slot->down.lines += lines;
	slot->down.bytes += bytes;
	slots_count(slot, SCORE_LINES_OUT, lines);
	slots_count(slot, SCORE_BYTES_OUT, bytes);
	if (slot->down.over_mark && slot->client != CLIENT_NONE)
		count_queued(slot->client, piece.segment->of, bytes);
	make_dirty(number, slot, downlinks.crowded);
	/* A helper is no bystander. */
	if (!downlinks.crowded && slot->client != CLIENT_NONE)
		downlinks.met = ticks_mono();
	weigh(slot);
}

void
downlink_write_first(uint32_t number)
{
	struct slot *slot = slots_get(number);

	slot->down.leads = true;
	if (slot->down.dirty)
		make_dirty(number, slot, slot->down.crowded);
}

/* Writes the queue, and again as long as a full pipe can be enlarged. */
static enum outq_result
write_out(struct downlink *down, bool more_follow)
{
	const size_t before = down->queue.bytes;
	enum outq_result result;

	do
		result = outq_write(&down->queue, down->fd, more_follow);
	while (result == OUTQ_FULL && grow_downlink(down));
	if (down->queue.bytes < before)
		down->drained = ticks_now();
	return result;
}

static void
write_queue(uint32_t number, struct slot *slot, bool more_follow)
{
	switch (write_out(&slot->down, more_follow)) {
	case OUTQ_EMPTY:
		slot->down.full = false;
		break;
	case OUTQ_FULL:
		slot->down.full = true;
		break;
	case OUTQ_BROKEN:
		disconnect_mark(number, MARK_BROKEN);
		return;
	}
	watch_write(slot->down.fd, slot->down.full);
	weigh(slot);
	if (slot->state == SLOT_ENDING && slot->down.queue.bytes == 0)
		disconnect_mark(number, MARK_WRITTEN);
}

void
downlink_writable(uint32_t number)
{
	struct slot *slot = slots_get(number);

	slot->down.full = false;
	watch_write(slot->down.fd, false);
	make_dirty(number, slot, slot->down.crowded);
}

static bool
same_as(const struct slot *slot, uint32_t next)
{
	return next != LIST_END &&
	    outq_same(&slot->down.queue, &slots_get(next)->down.queue);
}

/* Writes to the first slot of the list, and takes it out. */
static void
flush_first(const struct list *list)
{
	const uint32_t number = list_first(list);
	struct slot *slot = slots_get(number);

	make_clean(number, slot);
	slot->down.leads = false;
	stats_changed(slot->client);
	if (slot->down.fd != -1 && !slot->down.full)
		write_queue(number, slot, same_as(slot, list_first(list)));
	if (slot->down.full) {
		slow_check(number);
		alarms_at(number, slow_next(number));
	}
}

static void
flush_crowd(const struct list *crowd)
{
	const struct rate rate = { WEIGHT * downlinks.processors, MOST, MSEC };
	const bool is_paced =
	    downlinks.met != 0 && ticks_mono() - downlinks.met < LATELY;
	const size_t most = is_paced ?
	    bucket_available(&downlinks.told, &rate, ticks_mono()) :
	    MOST;
	size_t weight = 0;

	while (weight < most && crowd->count > 0) {
		const struct outq *queue =
		    &slots_get(list_first(crowd))->down.queue;
		const size_t before = queue->bytes;
		flush_first(crowd);
		weight += 1 + (before - queue->bytes) / PIECE;
	}
	bucket_charge(&downlinks.told, &rate, weight, ticks_mono());
	if (crowd->count == 0)
		return;
	if (is_paced)
		alarms_at(ALARM_CROWD, ticks_now() + REST);
	else
		watch_no_wait();
}

void
downlink_flush(void)
{
	while (downlinks.dirty[AT_ONCE].count > 0)
		flush_first(&downlinks.dirty[AT_ONCE]);
	if (downlinks.dirty[CROWDED].count > 0)
		flush_crowd(&downlinks.dirty[CROWDED]);
}

void
downlink_cut(uint32_t number)
{
	struct slot *slot = slots_get(number);

	outq_cut(&slot->down.queue);
	slot->down.full = false;
}

void
downlink_forget(uint32_t number)
{
	struct slot *slot = slots_get(number);

	make_clean(number, slot);
	outq_clear(&slot->down.queue);
	slot->down.full = false;
	weigh(slot);
	if (slot->down.fd != -1)
		watch_write(slot->down.fd, false);
}

static const struct field saved[] = {
	FIELD(FD, struct downlink, fd),
	FIELD_UPTO(NUMBER, struct downlink, step, PIPES_STEPS - 1),
	FIELD(BOOL, struct downlink, was_full),
	FIELD(NUMBER, struct downlink, taken),
	FIELD(NUMBER, struct downlink, lines),
	FIELD(NUMBER, struct downlink, bytes),
};

static void
downlink_save(struct state *state)
{
	event_ids_save(state);
	outq_save_begin();
	FOR_EACH_SLOT(number) {
		const struct downlink *down = &slots_get(number)->down;
		state_put(state, STR("slot"), number);
		fields_put(state, FIELDS(saved), down);
		outq_save(&down->queue, state);
	}
}

static void
downlink_load_line(struct state *state, uint32_t *number)
{
	struct downlink *down;

	if (state_is(state, STR("slot")))
		*number = slots_from_state(state);
	if (state_is(state, STR("slot")) || event_ids_load(state) ||
	    *number == SLOT_NONE)
		return;
	down = &slots_get(*number)->down;
	if (!outq_load_line(&down->queue, state))
		fields_get(state, FIELDS(saved), down);
}

/*
 * Resumes a loaded downlink. Every slot is written to, even if its queue is
 * empty: the goodbye of one that is ending may have been written already.
 */
static void
resume(struct state *state, uint32_t number, struct slot *slot)
{
	struct downlink *down = &slot->down;

	if (down->fd == -1) {
		if (down->queue.bytes > 0) {
			state_wrong(state, "queue without a downlink");
			outq_clear(&down->queue);
		}
		return;
	}
	watch_own(down->fd, number);
	weigh(slot);
	make_dirty(number, slot, false);
}

static void
downlink_load(struct state *state)
{
	uint32_t number = SLOT_NONE;

	while (state_next(state))
		downlink_load_line(state, &number);
	outq_load_end();
	FOR_EACH_SLOT(slot) {
		resume(state, slot, slots_get(slot));
	}
}

MODULE(downlink) = { .init = downlink_init,
	TABLES(TABLE(downlinks.links, SLOTS_MAX)),
	SECTION("downlinks", downlink) };
