/* Queues and pipes of downlinks: see downlink.h. */
#include "router/delivery/downlink.h"

#include "base/data/list.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/backlogs.h"
#include "router/delivery/crowd.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/pipes.h"
#include "router/delivery/slow.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

/* Lists of slots with something new to write. */
enum { AT_ONCE, CROWDED, LISTS };

static struct {
	struct list dirty[LISTS];
	struct link *links; /* by slot */
	bool crowded; /* the next push goes to a crowd */
} downlinks;

void
downlink_set_receivers(size_t receivers)
{
	downlinks.crowded = crowd_is(receivers);
}

/* Returns the list that the slot is in. */
static struct list *
list_of(const struct slot *slot)
{
	return &downlinks.dirty[slot->down.crowded ? CROWDED : AT_ONCE];
}

static void
make_clean(uint32_t number, struct slot *slot)
{
	if (slot->down.dirty)
		list_drop(list_of(slot), downlinks.links, number);
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
	list_add(list_of(slot), downlinks.links, number, LIST_END);
}

static void
count_written(uint32_t client, uint64_t tag, size_t bytes)
{
	if (backlogs_sub(client, tag, bytes))
		watch_no_wait(); /* lines that waited for this may run now */
}

/*
 * Sets over_mark from the length of the queue. While the queue is over the
 * mark, its bytes are counted for each group of its client.
 */
static void
weigh(struct slot *slot)
{
	const bool over = slot->down.queue.bytes > GROUPS_MARK;

	if (over == slot->down.over_mark)
		return;
	slot->down.over_mark = over;
	if (slot->client == CLIENT_NONE)
		return;
	if (over) {
		outq_visit_all(&slot->down.queue, slot->client, backlogs_add);
		outq_visit_written(
		    &slot->down.queue, slot->client, count_written);
		return;
	}
	outq_visit_written(&slot->down.queue, slot->client, NULL);
	backlogs_clear(slot->client);
	watch_no_wait(); /* lines that waited for this may run now */
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
		backlogs_add(slot->client, piece_tag(piece), bytes);
	make_dirty(number, slot, downlinks.crowded);
	/* A helper is no bystander. */
	if (!downlinks.crowded && slot->client != CLIENT_NONE)
		crowd_note_other();
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
	while (result == OUTQ_FULL && pipes_full_downlink(down));
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

/* Writes to the first slot of the crowd; returns the weight. */
static size_t
flush_one(const struct list *crowd)
{
	const struct outq *queue = &slots_get(list_first(crowd))->down.queue;
	const size_t before = queue->bytes;

	flush_first(crowd);
	return crowd_weight(before - queue->bytes);
}

static void
flush_crowd(const struct list *crowd)
{
	const size_t most = crowd_allowance();
	size_t weight = 0;

	while (weight < most && crowd->count > 0)
		weight += flush_one(crowd);
	crowd_charge(weight, crowd->count > 0);
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
	FIELD_UPTO(NUMBER, struct downlink, width.step, PIPES_STEPS - 1),
	FIELD(BOOL, struct downlink, width.lately),
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

MODULE(downlink) = { TABLES(TABLE(downlinks.links, SLOTS_MAX)),
	SECTION("downlinks", downlink, 0) };
