/* What workers say: see uplink.h. */
#include "uplink.h"

#include <assert.h>

#include "arena.h"
#include "commands.h"
#include "farewell.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "slots.h"
#include "spawn.h"
#include "timers.h"
#include "watch.h"

/* What one slot is given a turn, so that all are served. */
#define READ_SIZE ((size_t)64 * 1024)

#define TOO_LONG STR("a line that is too long")

static_assert(READ_SIZE >= 2 * LIMIT_LINE, "a line waits, another comes");

static struct {
	uint32_t *paused; /* slots; some may not be any more */
	size_t count;
} uplink;

bool
uplink_init(void)
{
	uplink.paused = arena_table(SLOTS_MAX, sizeof(*uplink.paused));
	return uplink.paused != NULL;
}

/* A slot has a buffer only while something is in it. */
static bool
borrow_buffer(struct slot *slot)
{
	char *data;

	if (slot->in.data != NULL)
		return true;
	data = arena_alloc(READ_SIZE);
	if (data == NULL)
		return false;
	buf_init(&slot->in, data, READ_SIZE);
	return true;
}

static void
return_buffer(struct slot *slot)
{
	arena_free(slot->in.data, READ_SIZE);
	buf_init(&slot->in, NULL, 0);
}

static void
pause_slot(uint32_t number, struct slot *slot)
{
	if (!slot->paused && slot->uplink != -1)
		watch_read(slot->uplink, false);
	slot->paused = true;
	if (slot->listed_paused)
		return;
	slot->listed_paused = true;
	uplink.paused[uplink.count++] = number;
}

static void
unpause(struct slot *slot)
{
	slot->paused = false;
	if (slot->uplink != -1)
		watch_read(slot->uplink, true);
}

void
uplink_discard(uint32_t number)
{
	struct slot *slot = slots_get(number);

	return_buffer(slot);
	if (slot->paused)
		unpause(slot);
}

enum ran { RAN, NOTHING_TO_RUN, MUST_WAIT };

/* Runs the line at the front. */
static enum ran
run_line(uint32_t number, struct slot *slot, bool forced)
{
	struct str line;

	switch (buf_line(&slot->in, &line)) {
	case LINE_NONE:
		/* Its end need not be waited for. */
		if (slot->in.skipping)
			commands_broken(number, TOO_LONG);
		return NOTHING_TO_RUN;
	case LINE_TOO_LONG:
		commands_broken(number, TOO_LONG);
		return NOTHING_TO_RUN;
	case LINE_WHOLE:
		break;
	}
	if (!commands_run(number, line, forced))
		return MUST_WAIT;
	slot->lines_in++;
	/* A command that ended the slot has taken the buffer with it. */
	if (slot->state != SLOT_OPEN)
		return NOTHING_TO_RUN;
	buf_drop_line(&slot->in, line);
	return RAN;
}

static void
run_lines(uint32_t number, struct slot *slot, bool forced)
{
	enum ran ran = RAN;

	while (ran == RAN && slot->state == SLOT_OPEN && slot->in.data != NULL)
		ran = run_line(number, slot, forced);
	if (ran == MUST_WAIT)
		pause_slot(number, slot);
	else if (slot->paused)
		unpause(slot);
	if (slot->in.data != NULL && buf_len(&slot->in) == 0 &&
	    !slot->in.skipping)
		return_buffer(slot);
}

static void
end_of_uplink(uint32_t number, struct slot *slot)
{
	watch_close(&slot->uplink);
	/* An honest worker ends now; another one is given some time. */
	if (slot->pid != 0)
		farewell_broken(number);
}

/* Reads once. False if there is nothing, or the uplink has ended. */
static bool
read_some(uint32_t number, struct slot *slot)
{
	char *room;
	ssize_t count;

	if (!borrow_buffer(slot)) {
		slot->lost = true; /* no memory for it: it has to go */
		watch_read(slot->uplink, false);
		timers_need();
		return false;
	}
	const size_t size = buf_room(&slot->in, &room);
	count = io_read(slot->uplink, room, size);
	watch_was(count > 0);
	if (count == (ssize_t)size)
		watch_again(slot->uplink);
	if (count > 0) {
		if (slot->narrow && count >= SPAWN_NARROW)
			spawn_widen(slot);
		buf_filled(&slot->in, (size_t)count);
		return true;
	}
	if (buf_len(&slot->in) == 0 && !slot->in.skipping)
		return_buffer(slot);
	if (count != IO_AGAIN)
		end_of_uplink(number, slot);
	return false;
}

void
uplink_ready(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->uplink == -1 || slot->paused)
		return;
	if (read_some(number, slot))
		run_lines(number, slot, false);
	if (slot->state != SLOT_OPEN)
		uplink_discard(number);
}

void
uplink_resume(void)
{
	const size_t count = uplink.count;

	uplink.count = 0;
	for (size_t i = 0; i < count; i++) {
		const uint32_t number = uplink.paused[i];
		struct slot *slot = slots_get(number);
		slot->listed_paused = false;
		if (slot->paused)
			run_lines(number, slot, false);
	}
}

void
uplink_finish(uint32_t number)
{
	struct slot *slot = slots_get(number);

	run_lines(number, slot, true);
	while (slot->uplink != -1 && read_some(number, slot)) {
		run_lines(number, slot, true);
		if (slot->state != SLOT_OPEN)
			uplink_discard(number);
	}
	/* Whoever else may hold its other end has no business with it. */
	if (slot->uplink != -1)
		end_of_uplink(number, slot);
}
