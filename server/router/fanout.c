/* Events to queues, queues to pipes: see fanout.h. */
#include "router/fanout.h"

#include "base/alarms.h"
#include "base/arena.h"
#include "base/fields.h"
#include "base/stats.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "router/clients.h"
#include "router/groups.h"
#include "router/marks.h"
#include "router/outq.h"
#include "router/pipes.h"
#include "router/slots.h"
#include "router/slow.h"
#include "router/tee.h"
#include "shared/buf.h"

static struct {
	struct stream *groups; /* a stream for each group number */
	struct stream others; /* answers, and what concerns many groups */
	uint32_t *dirty; /* slots with something new to write */
	size_t dirties;
	struct {
		struct piece piece; /* messages; empty if start is end */
		uint32_t group;
		uint32_t lines;
	} run; /* not yet given to the group's members */
	uint32_t event; /* counts those to sharers, for client->seen */
	uint64_t last_id;
	char digits[STR_DIGITS];
} fan;

bool
fan_init(void)
{
	fan.groups = arena_table(GROUPS_MAX, sizeof(*fan.groups));
	/* Twice: of those who have gone some may stand there besides. */
	fan.dirty = arena_table((size_t)2 * SLOTS_MAX, sizeof(*fan.dirty));
	return fan.groups != NULL && fan.dirty != NULL && tee_init();
}

struct str
fan_id(void)
{
	const uint64_t now = clock_wall();

	fan.last_id = now > fan.last_id ? now : fan.last_id + 1;
	return str_number(fan.last_id, fan.digits);
}

static void
make_dirty(uint32_t number, struct slot *slot)
{
	if (slot->down.dirty)
		return;
	slot->down.dirty = true;
	fan.dirty[fan.dirties++] = number;
}

static void
has_paid(uint32_t client, uint64_t tag, size_t bytes)
{
	if (groups_paid(client, tag, bytes))
		watch_hurry(); /* those who waited for this may go on */
}

/*
 * Keeps the mark in step with the queue's length. While it is over the mark,
 * what waits in it for its client is counted group by group.
 */
static void
weigh(struct slot *slot)
{
	const bool over = slot->down.queue.bytes > GROUPS_MARK;

	if (over == slot->down.over)
		return;
	slot->down.over = over;
	if (slot->client == CLIENT_NONE)
		return;
	if (over) {
		outq_each(&slot->down.queue, slot->client, groups_owe);
		outq_tell(&slot->down.queue, slot->client, has_paid);
		return;
	}
	outq_tell(&slot->down.queue, slot->client, NULL);
	groups_owe_nothing(slot->client);
	watch_hurry(); /* those who waited for this may go on */
}

static void
push(uint32_t number, struct piece piece, uint32_t lines)
{
	struct slot *slot = slots_get(number);
	const uint32_t bytes = piece.end - piece.start;

	if (slot->state != SLOT_OPEN || (slot->marks & MARK_LOST) != 0 ||
	    slot->down.fd == -1)
		return;
	if (!outq_push(&slot->down.queue, piece, ticks_now())) {
		marks_set(number, MARK_LOST); /* it has a gap now */
		return;
	}
	slot->down.lines += lines;
	slot->down.bytes += bytes;
	stats_add(SCORE_LINES_OUT, lines);
	stats_add(SCORE_BYTES_OUT, bytes);
	if (slot->down.over && slot->client != CLIENT_NONE)
		groups_owe(slot->client, piece_of(piece), bytes);
	make_dirty(number, slot);
	weigh(slot);
}

/* To who has no slot nothing goes. */
static void
deliver(uint32_t client, struct piece piece, uint32_t lines)
{
	const uint32_t slot = clients_slot(client);

	if (slot != SLOT_NONE)
		push(slot, piece, lines);
}

/* Builds the line; false where there is no memory. */
static bool
build(struct stream *stream, struct words words, struct piece *piece)
{
	struct buf *buf = stream_begin(stream);

	if (buf == NULL || !buf_say(buf, words.at, words.count))
		return false;
	*piece = stream_end(stream);
	return true;
}

static struct stream *
stream_of(uint32_t group)
{
	struct stream *stream = &fan.groups[group];

	stream->of = groups_tag(group);
	return stream;
}

/* The same, behind the messages that were said before it. */
static bool
store(struct stream *stream, struct words words, struct piece *piece)
{
	fan_settle();
	tee_end(); /* what was shared may have gone, and its place be taken */
	return build(stream, words, piece);
}

bool
fan_slot(uint32_t slot, struct words words)
{
	struct piece piece;

	if (!store(&fan.others, words, &piece))
		return false;
	push(slot, piece, 1);
	return true;
}

bool
fan_one(uint32_t client, struct words words)
{
	return fan_two(client, client, words);
}

bool
fan_two(uint32_t client, uint32_t other, struct words words)
{
	struct piece piece;

	if (!store(&fan.others, words, &piece))
		return false;
	deliver(client, piece, 1);
	if (other != client)
		deliver(other, piece, 1);
	return true;
}

static void
deliver_to_members(uint32_t group, struct piece piece, uint32_t lines)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		deliver(members->at[i], piece, lines);
}

bool
fan_group(uint32_t group, struct words words)
{
	struct piece piece;

	if (!store(stream_of(group), words, &piece))
		return false;
	deliver_to_members(group, piece, 1);
	return true;
}

void
fan_settle(void)
{
	const struct piece piece = fan.run.piece;

	if (piece.start == piece.end)
		return;
	fan.run.piece.start = piece.end;
	deliver_to_members(fan.run.group, piece, fan.run.lines);
}

bool
fan_message(uint32_t group, struct words words)
{
	struct stream *stream = stream_of(group);
	struct piece *run = &fan.run.piece;
	struct piece piece;

	/* A run ends with its segment, which it does not keep. */
	if (fan.run.group != group || !stream_has_room(stream))
		fan_settle();
	if (!build(stream, words, &piece))
		return false;
	if (run->start == run->end) {
		fan.run.group = group;
		fan.run.lines = 0;
		*run = piece;
	}
	run->end = piece.end;
	fan.run.lines++;
	return true;
}

static void
deliver_unseen(uint32_t group, struct piece piece)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++) {
		struct client *client = clients_get(members->at[i]);
		if (client->seen == fan.event)
			continue;
		client->seen = fan.event;
		deliver(members->at[i], piece, 1);
	}
}

static void
deliver_to_sharers(uint32_t client, struct piece piece)
{
	const struct set *groups = groups_of(client);

	fan.event++;
	clients_get(client)->seen = fan.event;
	for (size_t i = 0; i < groups->count; i++)
		deliver_unseen(groups->at[i], piece);
}

bool
fan_quit(uint32_t client, struct words words)
{
	struct piece piece;

	if (!store(&fan.others, words, &piece))
		return false;
	deliver_to_sharers(client, piece);
	return true;
}

bool
fan_renamed(uint32_t client, struct words words)
{
	struct piece piece;

	if (!store(&fan.others, words, &piece))
		return false;
	deliver(client, piece, 1);
	deliver_to_sharers(client, piece);
	return true;
}

static void
lose(uint32_t client)
{
	const uint32_t slot = clients_slot(client);

	if (slot != SLOT_NONE)
		marks_set(slot, MARK_LOST);
}

void
fan_listed(
    uint32_t group, const uint32_t *clients, size_t count, struct words words)
{
	struct stream *stream =
	    group != GROUP_NONE ? stream_of(group) : &fan.others;
	struct piece piece;
	const bool told = store(stream, words, &piece);

	for (size_t i = 0; i < count; i++)
		if (told)
			deliver(clients[i], piece, 1);
		else
			lose(clients[i]);
}

void
fan_lose_sharers(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++) {
		const struct set *members = groups_members(groups->at[i]);
		for (size_t j = 0; j < members->count; j++)
			lose(members->at[j]);
	}
}

/* One write, and another each time that this has made the pipe larger. */
static enum outq_result
write_out(struct downlink *down, bool again)
{
	enum outq_result result;

	do
		result = outq_write(&down->queue, down->fd, again);
	while (result == OUTQ_FULL && pipes_full_downlink(down));
	return result;
}

static void
write_queue(uint32_t number, struct slot *slot, bool again)
{
	switch (write_out(&slot->down, again)) {
	case OUTQ_EMPTY:
		slot->down.full = false;
		break;
	case OUTQ_FULL:
		slot->down.full = true;
		break;
	case OUTQ_BROKEN:
		marks_set(number, MARK_BROKEN);
		return;
	}
	watch_write(slot->down.fd, slot->down.full);
	weigh(slot);
	if (slot->state == SLOT_ENDING && slot->down.queue.bytes == 0)
		marks_set(number, MARK_WRITTEN);
}

/* What a full pipe has kept waiting for too long, or will have. */
static void
judge(uint32_t number)
{
	slow_judge(number);
	alarms_at(number, slow_next(number));
}

void
fan_writable(uint32_t number)
{
	struct slot *slot = slots_get(number);

	slot->down.full = false;
	make_dirty(number, slot);
}

static bool
same_as(const struct slot *slot, uint32_t next)
{
	return outq_same(&slot->down.queue, &slots_get(next)->down.queue);
}

void
fan_flush(void)
{
	fan_settle();
	for (size_t i = 0; i < fan.dirties; i++) {
		struct slot *slot = slots_get(fan.dirty[i]);
		slot->down.dirty = false;
		stats_changed(slot->client);
		if (slot->down.fd != -1 && !slot->down.full)
			write_queue(fan.dirty[i], slot,
			    i + 1 < fan.dirties &&
				same_as(slot, fan.dirty[i + 1]));
		if (slot->down.full)
			judge(fan.dirty[i]);
	}
	tee_end();
	fan.dirties = 0;
	streams_rest();
}

void
fan_forget(uint32_t number)
{
	struct slot *slot = slots_get(number);

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

void
fan_save(struct state *state)
{
	state_put(state, STR("last"), fan.last_id); /* or one came twice */
	outq_save_begin();
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const struct downlink *down = &slots_get(number)->down;
		state_put(state, STR("slot"), number);
		fields_put(state, FIELDS(saved), down);
		outq_save(&down->queue, state);
	}
}

/*
 * Each is written to, whether there is something or not: who was told goodbye
 * may have got it all.
 */
static void
resume(struct state *state, uint32_t number, struct slot *slot)
{
	struct downlink *down = &slot->down;

	if (down->fd == -1) {
		if (down->queue.bytes > 0)
			state_wrong(state, "nobody would get it");
		return;
	}
	watch_own(down->fd, number);
	weigh(slot);
	make_dirty(number, slot);
}

void
fan_load(struct state *state)
{
	uint32_t number = SLOT_NONE;

	while (state_next(state))
		if (state_is(state, STR("last")))
			(void)state_number(
			    state, UINT64_MAX - 1, &fan.last_id); /* noted */
		else if (state_is(state, STR("slot")))
			number = slots_from_state(state);
		else if (number != SLOT_NONE &&
		    !outq_load_line(&slots_get(number)->down.queue, state))
			fields_get(
			    state, FIELDS(saved), &slots_get(number)->down);
	outq_load_end();
	for (number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		resume(state, number, slots_get(number));
}
