/* Slots' input: see input.h. */
#include "router/input.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/pipes.h"
#include "router/delivery/reapable.h"
#include "router/queue/budget.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/limits.h"

static_assert(INPUT_SIZE >= 2 * LIMIT_LINE, "a line waits, another comes");

/* Lends the slot a buffer. It has one only while something is in it. */
bool
input_borrow(struct slot *slot)
{
	char *data;

	if (slot->up.in.data != NULL)
		return true;
	data = arena_alloc(INPUT_SIZE);
	if (data == NULL)
		return false;
	buf_init(&slot->up.in, data, INPUT_SIZE);
	return true;
}

void
input_drop(struct slot *slot)
{
	struct buf *in = &slot->up.in;

	/* Unread bytes may hold a secret too. */
	if (slot->up.secret && in->data != NULL)
		secret_wipe(in->data, INPUT_SIZE);
	else if (buf_len(in) > 0)
		secret_wipe(in->data + in->start, buf_len(in));
	slot->up.secret = false;
	arena_free(slot->up.in.data, INPUT_SIZE);
	buf_init(&slot->up.in, NULL, 0);
}

/*
 * Drops the line, wiping a secret one at once because the rest of the buffer
 * may stay for long.
 */
void
input_drop_line(struct slot *slot, struct str line)
{
	if (slot->up.secret)
		secret_wipe(slot->up.in.data + slot->up.in.start, line.len);
	buf_drop_line(&slot->up.in, line);
}

void
input_tidy(struct slot *slot)
{
	if (slot->up.in.data != NULL && buf_len(&slot->up.in) == 0 &&
	    !slot->up.in.skipping)
		input_drop(slot);
}

static void
end_of_uplink(uint32_t number, struct slot *slot)
{
	watch_close(&slot->up.fd);
	reapable_add(number);
	/* An honest worker ends by itself now; any other is given some time. */
	if (!slots_is_reaped(slot))
		disconnect_kill_after(number, config_now()->grace);
}

bool
input_fill(uint32_t number, struct slot *slot)
{
	char *room;
	ssize_t count;

	if (!input_borrow(slot)) {
		disconnect_mark(number, MARK_LOST);
		watch_read(slot->up.fd, false);
		return false;
	}
	const size_t size = buf_room(&slot->up.in, &room);
	count = io_read(slot->up.fd, room, size);
	budget_charge(WORK_READ, 1);
	watch_note_hit(count > 0);
	slot->up.more = count == (ssize_t)size;
	if (slot->up.more || slots_is_reaped(slot))
		watch_recheck(slot->up.fd); /* no ring will come for the rest */
	if (count > 0) {
		slot->up.bytes += (size_t)count;
		slots_count(slot, SCORE_BYTES_IN, (uint64_t)count);
		stats_changed(slot->client);
		pipes_read_uplink(&slot->up, (size_t)count);
		buf_filled(&slot->up.in, (size_t)count);
		return true;
	}
	input_tidy(slot);
	if (count != IO_AGAIN)
		end_of_uplink(number, slot);
	return false;
}
