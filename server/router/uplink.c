/* What workers say: see uplink.h. */
#include "router/uplink.h"

#include <assert.h>
#include <sys/wait.h>

#include "base/alarms.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/fields.h"
#include "base/stats.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "fork/exits.h"
#include "router/clients.h"
#include "router/commands.h"
#include "router/dying.h"
#include "router/marks.h"
#include "router/pipes.h"
#include "router/slots.h"
#include "router/throttle.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/secret.h"

/* What one slot is given a turn, so that all are served. */
#define READ_SIZE ((size_t)64 * 1024)

/*
 * Those who are too fast go on at times that are multiples of this: many of
 * them then share a turn, and one of them has more than a line to say in it.
 */
#define PACE_TICK (10 * MSEC)

/* How often it is looked whether the client of a held line is still there. */
#define LOOK_TIME SEC

#define TOO_LONG STR("an overlong line")

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

	if (slot->up.in.data != NULL)
		return true;
	data = arena_alloc(READ_SIZE);
	if (data == NULL)
		return false;
	buf_init(&slot->up.in, data, READ_SIZE);
	return true;
}

static void
return_buffer(struct slot *slot)
{
	if (slot->up.secret && slot->up.in.data != NULL)
		secret_wipe(slot->up.in.data, READ_SIZE);
	slot->up.secret = false;
	arena_free(slot->up.in.data, READ_SIZE);
	buf_init(&slot->up.in, NULL, 0);
}

/* What else waits there may wait for long. */
static void
drop_line(struct slot *slot, struct str line)
{
	if (slot->up.secret)
		secret_wipe(slot->up.in.data + slot->up.in.start, line.len);
	buf_drop_line(&slot->up.in, line);
}

static void
stop_reading(struct slot *slot)
{
	if (!slot->up.paused && slot->up.fd != -1)
		watch_read(slot->up.fd, false);
	slot->up.paused = true;
}

/* Until the next turn: what it waits for may have come by then. */
static void
pause_slot(uint32_t number, struct slot *slot)
{
	stop_reading(slot);
	if (slot->up.listed)
		return;
	slot->up.listed = true;
	uplink.paused[uplink.count++] = number;
}

static void
wait_until(uint32_t number, struct slot *slot, usec when)
{
	stop_reading(slot);
	slot->up.resumes = when;
	alarms_at(number, when);
}

/* Until it has been silent for long enough. */
static void
slow_down(uint32_t number, struct slot *slot, usec wait)
{
	const usec when = ticks_now() + wait + PACE_TICK - 1;

	wait_until(number, slot, when - when % PACE_TICK);
}

static void
unpause(struct slot *slot)
{
	slot->up.paused = false;
	slot->up.resumes = 0;
	if (slot->up.fd != -1)
		watch_read(slot->up.fd, true);
}

/* Of one whose time is over, what it would still have said is counted. */
static void
count_dropped(struct slot *slot)
{
	struct str line;

	while (slot->up.in.data != NULL &&
	    buf_line(&slot->up.in, &line) == LINE_WHOLE) {
		slot->up.dropped += !str_eq(line, STR("quit"));
		buf_drop_line(&slot->up.in, line);
	}
}

void
uplink_discard(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->up.cut)
		count_dropped(slot);
	return_buffer(slot);
	slot->up.held = 0;
	if (slot->up.paused)
		unpause(slot);
}

enum ran { RAN, NOTHING_TO_RUN, MUST_WAIT, TOO_FAST };

/* Until the group is no longer congested, or its time has come. */
static void
hold(uint32_t number, struct slot *slot)
{
	if (slot->up.held != 0)
		return;
	slot->up.held = ticks_now();
	alarms_at(number, uplink_next(number));
}

/* The line at the front must wait: for its time, or for who knows what. */
static enum ran
put_off(uint32_t number, struct slot *slot)
{
	if (slot->up.later <= ticks_mono())
		return MUST_WAIT;
	wait_until(number, slot, ticks_now() + slot->up.later - ticks_mono());
	return TOO_FAST;
}

/* What holds its client back; null: a helper that is too fast is ended. */
static struct throttle *
throttle_of(const struct slot *slot)
{
	return slot->client != CLIENT_NONE ?
	    &clients_get(slot->client)->throttle :
	    NULL;
}

/* Runs a line that is there whole, if its client may say so much by now. */
static enum ran
run_whole_line(uint32_t number, struct slot *slot, struct str line, bool forced)
{
	struct throttle *throttle = throttle_of(slot);
	const size_t bytes = line.len + 1;
	const usec wait =
	    forced || throttle == NULL ? 0 : throttle_wait(throttle, bytes);

	if (wait > 0) {
		slow_down(number, slot, wait);
		return TOO_FAST;
	}
	switch (commands_run(number, line, forced)) {
	case OUTCOME_HELD:
		hold(number, slot);
		return MUST_WAIT;
	case OUTCOME_WAIT:
		slot->up.held = 0;
		if (!forced)
			return put_off(number, slot);
		break;
	default:
		break;
	}
	slot->up.held = 0;
	slot->up.overdue = false;
	if (throttle != NULL)
		throttle_line(throttle, bytes);
	slot->up.lines++;
	slots_count(slot, SCORE_LINES_IN, 1);
	/* What it has said for a goodbye stays where it is until that is said.
	 */
	if (!marks_is_heard(slot))
		return NOTHING_TO_RUN;
	drop_line(slot, line);
	return RAN;
}

/* Runs the line at the front. */
static enum ran
run_line(uint32_t number, struct slot *slot, bool forced)
{
	struct str line;

	switch (buf_line(&slot->up.in, &line)) {
	case LINE_NONE:
		/* Its end need not be waited for. */
		if (slot->up.in.skipping)
			commands_broken(number, TOO_LONG);
		return NOTHING_TO_RUN;
	case LINE_TOO_LONG:
		commands_broken(number, TOO_LONG);
		return NOTHING_TO_RUN;
	case LINE_WHOLE:
		break;
	}
	return run_whole_line(number, slot, line, forced);
}

/* Are there lines still to be run, in its pipe or waiting for their time? */
static bool
has_more_to_say(const struct slot *slot)
{
	return (slot->state == SLOT_OPEN || marks_is_heard(slot)) &&
	    (slot->up.fd != -1 || slot->up.paused);
}

/* Of one that is reaped there may be nothing left to wait for. */
static void
settle(uint32_t number, const struct slot *slot)
{
	if (slots_is_reaped(slot) && !has_more_to_say(slot))
		marks_set(number, MARK_DONE);
}

/* Runs at most so many; true if the last one was, and there may be more. */
static bool
run_some(uint32_t number, struct slot *slot, bool forced, size_t most)
{
	enum ran ran = RAN;

	while (ran == RAN && marks_is_heard(slot) && slot->up.in.data != NULL) {
		if (most-- == 0)
			return true;
		ran = run_line(number, slot, forced);
	}
	if (ran == MUST_WAIT)
		pause_slot(number, slot);
	else if (ran != TOO_FAST && slot->up.paused)
		unpause(slot);
	if (slot->up.in.data != NULL && buf_len(&slot->up.in) == 0 &&
	    !slot->up.in.skipping)
		return_buffer(slot);
	settle(number, slot);
	return false;
}

static void
run_lines(uint32_t number, struct slot *slot, bool forced)
{
	(void)run_some(number, slot, forced, SIZE_MAX);
}

static void
end_of_uplink(uint32_t number, struct slot *slot)
{
	watch_close(&slot->up.fd);
	dying_add(number);
	/* An honest worker ends now; another one is given some time. */
	if (!slots_is_reaped(slot))
		marks_doomed(number, config_now()->grace);
}

/* Reads once. False if there is nothing, or the uplink has ended. */
static bool
read_some(uint32_t number, struct slot *slot)
{
	char *room;
	ssize_t count;

	if (!borrow_buffer(slot)) {
		marks_set(number, MARK_LOST);
		watch_read(slot->up.fd, false);
		return false;
	}
	const size_t size = buf_room(&slot->up.in, &room);
	count = io_read(slot->up.fd, room, size);
	watch_was(count > 0);
	if (count == (ssize_t)size || slots_is_reaped(slot))
		watch_again(slot->up.fd); /* nobody will ring for more */
	if (count > 0) {
		slot->up.bytes += (size_t)count;
		slots_count(slot, SCORE_BYTES_IN, (uint64_t)count);
		stats_changed(slot->client);
		pipes_read_uplink(&slot->up, (size_t)count);
		buf_filled(&slot->up.in, (size_t)count);
		return true;
	}
	if (buf_len(&slot->up.in) == 0 && !slot->up.in.skipping)
		return_buffer(slot);
	if (count != IO_AGAIN)
		end_of_uplink(number, slot);
	return false;
}

void
uplink_ready(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->up.fd == -1 || slot->up.paused)
		return;
	if (slot->state == SLOT_OPEN && marks_is_over(slot)) {
		watch_again(slot->up.fd); /* for its text is in the buffer */
		return;
	}
	if (slot->up.in.data == NULL && arena_is_short()) {
		watch_again(slot->up.fd); /* when some has been given back */
		return;
	}
	if (read_some(number, slot))
		run_lines(number, slot, false);
	else
		settle(number, slot);
	if (slot->state != SLOT_OPEN && !marks_is_heard(slot))
		uplink_discard(number);
}

/* One line of each that waits; true if some may go on at once. */
static bool
resume_round(void)
{
	const size_t count = uplink.count;
	bool more = false;

	uplink.count = 0;
	for (size_t i = 0; i < count; i++) {
		const uint32_t number = uplink.paused[i];
		struct slot *slot = slots_get(number);
		slot->up.listed = false;
		if (!slot->up.paused || !run_some(number, slot, false, 1))
			continue;
		pause_slot(number, slot);
		more = true;
	}
	return more;
}

/* Who floods takes all the room otherwise, and who says one line gets none. */
void
uplink_resume(void)
{
	while (resume_round())
		continue;
}

/* A slot that is marked as ended may still have a text in its buffer. */
static void
finish(uint32_t number)
{
	struct slot *slot = slots_get(number);

	run_lines(number, slot, true);
	while (marks_is_heard(slot) && slot->up.fd != -1 &&
	    read_some(number, slot))
		run_lines(number, slot, true);
	marks_set(number, MARK_DONE);
}

void
uplink_drain(uint32_t number)
{
	struct slot *slot = slots_get(number);

	uplink_discard(number);
	while (slot->up.fd != -1 && read_some(number, slot))
		uplink_discard(number);
	/* Whoever else may hold its other end has no business with it. */
	watch_close(&slot->up.fd);
}

/* A client's worker has ended in order, though nobody has said bye to it. */
static bool
had_hung_up(const struct slot *slot)
{
	return slot->state == SLOT_OPEN && slot->client != CLIENT_NONE &&
	    WIFEXITED(slot->status) && WEXITSTATUS(slot->status) == EXITS_DONE;
}

void
uplink_reaped(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (!had_hung_up(slot)) {
		finish(number);
		return;
	}
	marks_set(number, MARK_BROKEN);
	if (slot->up.fd != -1)
		watch_again(slot->up.fd);
	settle(number, slot);
}

/* What its client said last has had its time: the others are not to wait. */
static void
cut_off(uint32_t number)
{
	slots_get(number)->up.cut = true;
	marks_say(number, BYE_QUIT, (struct str) { NULL, 0 });
}

/* The line at its front was held for long enough: see congestion.h. */
static void
charge(uint32_t number, struct slot *slot)
{
	struct str line;

	slot->up.overdue = true;
	if (slot->up.in.data != NULL &&
	    buf_line(&slot->up.in, &line) == LINE_WHOLE)
		commands_charge(number, line);
	watch_hurry();
}

/* A held line has no answer that would show that nobody reads it. */
static void
look_for_hang_up(uint32_t number, const struct slot *slot)
{
	if (slot->up.hung_until == 0 && slot->down.fd != -1 &&
	    !io_has_reader(slot->down.fd))
		marks_set(number, MARK_BROKEN);
}

void
uplink_judge(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const usec now = ticks_now();

	if (slot->up.held != 0)
		look_for_hang_up(number, slot);
	if (slot->up.held != 0 && !slot->up.overdue &&
	    now - slot->up.held >= config_now()->hold_time)
		charge(number, slot);
	if (slot->up.hung_until != 0 && now >= slot->up.hung_until &&
	    slot->state == SLOT_OPEN)
		cut_off(number);
	if (slot->up.resumes != 0 && now >= slot->up.resumes) {
		slot->up.resumes = 0;
		run_lines(number, slot, false);
	}
}

static usec
sooner(usec one, usec other)
{
	return one < other ? one : other;
}

usec
uplink_next(uint32_t number)
{
	const struct slot *slot = slots_get(number);
	usec next = ALARMS_NEVER;

	if (slot->state != SLOT_OPEN)
		return next;
	if (slot->up.resumes != 0)
		next = slot->up.resumes;
	if (slot->up.held != 0)
		next = sooner(next, ticks_now() + LOOK_TIME);
	if (slot->up.held != 0 && !slot->up.overdue)
		next = sooner(next, slot->up.held + config_now()->hold_time);
	if (slot->up.hung_until != 0)
		next = sooner(next, slot->up.hung_until);
	return next;
}

void
uplink_hurry(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->up.resumes != 0)
		slot->up.resumes = ticks_now();
}

static const struct field saved[] = {
	FIELD(FD, struct uplink, fd),
	FIELD_UPTO(NUMBER, struct uplink, width.step, PIPES_STEPS - 1),
	FIELD(BOOL, struct uplink, width.lately),
	FIELD(BOOL, struct uplink, paused),
	FIELD(BOOL, struct uplink, overdue),
	FIELD(BOOL, struct uplink, cut),
	FIELD(REAL, struct uplink, later),
	FIELD(LOOP, struct uplink, resumes),
	FIELD(LOOP, struct uplink, held),
	FIELD(LOOP, struct uplink, hung_until),
	FIELD(NUMBER, struct uplink, lines),
	FIELD(NUMBER, struct uplink, bytes),
	FIELD(NUMBER, struct uplink, dropped),
	FIELD(NUMBER, struct uplink, refused),
	FIELD(NUMBER, struct uplink, spent.used),
	FIELD(REAL, struct uplink, spent.at),
};

void
uplink_save(struct state *state)
{
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const struct uplink *up = &slots_get(number)->up;
		state_put(state, STR("slot"), number);
		fields_put(state, FIELDS(saved), up);
		if (up->in.data != NULL)
			state_put_bytes(state, STR("in:"), buf_str(&up->in));
		if (up->in.skipping)
			state_put(state, STR("skipping"), 1);
	}
}

/* What was read and not run. */
static void
load_in(struct state *state, struct slot *slot)
{
	size_t len;

	if (!state_length(state, READ_SIZE, &len))
		return;
	if (slot->up.in.data != NULL || !borrow_buffer(slot))
		state_wrong(state, "duplicate, or out of memory");
	else if (state_bytes(state, slot->up.in.data, len))
		buf_filled(&slot->up.in, len);
}

static void
load_line(struct state *state, struct slot *slot)
{
	if (state_is(state, STR("in:")))
		load_in(state, slot);
	else if (!state_is(state, STR("skipping")))
		fields_get(state, FIELDS(saved), &slot->up);
	else if (slot->up.in.data != NULL)
		slot->up.in.skipping = true;
	else
		state_wrong(state, "no input to skip");
}

/* It waits for what it has waited for. */
static void
resume(struct state *state, uint32_t number, struct slot *slot)
{
	if (slot->up.in.data != NULL && !marks_is_heard(slot)) {
		state_wrong(state, "input of a closed slot");
		return_buffer(slot);
	}
	if (slot->up.fd != -1) {
		watch_own(slot->up.fd, number);
		watch_read(slot->up.fd, !slot->up.paused);
	}
	if (slot->up.paused && slot->up.resumes == 0)
		pause_slot(number, slot);
}

void
uplink_load(struct state *state)
{
	uint32_t number = SLOT_NONE;

	while (state_next(state))
		if (state_is(state, STR("slot")))
			number = slots_from_state(state);
		else if (number != SLOT_NONE)
			load_line(state, slots_get(number));
	for (number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		state_own(state, STATE_SLOT, number);
		resume(state, number, slots_get(number));
	}
}
