/* What workers say: see uplink.h. */
#include "router/uplink.h"

#include <sys/wait.h>

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "fork/exits.h"
#include "router/commands.h"
#include "router/delivery/marks.h"
#include "router/delivery/pipes.h"
#include "router/input.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/schedule.h"
#include "router/queue/throttle.h"
#include "shared/io.h"
#include "shared/limits.h"

/*
 * Those who are too fast go on at times that are multiples of this: many of
 * them then share a turn, and one of them has more than a line to say in it.
 */
#define PACE_TICK (10 * MSEC)

/* How often it is looked whether the client of a held line is still there. */
#define LOOK_TIME SEC

#define TOO_LONG STR("an overlong line")

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
	schedule_try_later(number);
}

/* What it has still to say waits for its place, in the next turn if need be. */
static void
give_way(uint32_t number, struct slot *slot)
{
	stop_reading(slot);
	if (budget_has_had(number))
		schedule_put_off(number);
	else
		schedule_add(number);
}

/* Until everybody has been served in the next turn. */
static void
fence(uint32_t number, struct slot *slot)
{
	stop_reading(slot);
	schedule_fence(number);
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
	input_drop(slot);
	slot->up.held = 0;
	if (slot->up.paused)
		unpause(slot);
}

enum ran { RAN, NOTHING_TO_RUN, MUST_WAIT, TOO_FAST, GIVES_WAY, FENCED };

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

/*
 * Finds the line at the front; false if none is whole. What is too long to be
 * one ends its worker.
 */
static bool
front_line(uint32_t number, struct slot *slot, struct str *line)
{
	const enum line_found found = buf_line(&slot->up.in, line);

	/* The end of a long one need not be waited for. */
	if (found == LINE_TOO_LONG ||
	    (found == LINE_NONE && slot->up.in.skipping))
		commands_broken(number, TOO_LONG);
	return found == LINE_WHOLE;
}

/* Counts a line that has run, and drops it. */
static enum ran
finish_line(struct slot *slot, struct str line)
{
	struct throttle *throttle = throttle_of(slot);

	slot->up.held = 0;
	slot->up.overdue = false;
	if (throttle != NULL)
		throttle_line(
		    throttle, line.len + 1, slot->up.cost + budget_own());
	slot->up.cost = 0;
	slot->up.lines++;
	slots_count(slot, SCORE_LINES_IN, 1);
	/* What it has said for a goodbye stays where it is until that is said.
	 */
	if (!marks_is_heard(slot))
		return NOTHING_TO_RUN;
	input_drop_line(slot, line);
	return RAN;
}

/* Runs the line at the front, if its client may say so much by now. */
static enum ran
run_line(uint32_t number, struct slot *slot, bool forced)
{
	const struct throttle *throttle = throttle_of(slot);
	struct str line;
	usec wait;

	if (!front_line(number, slot, &line))
		return NOTHING_TO_RUN;
	wait = forced || throttle == NULL ?
	    0 :
	    throttle_wait(throttle, line.len + 1);
	if (wait > 0) {
		slow_down(number, slot, wait);
		return TOO_FAST;
	}
	(void)budget_own(); /* what was not the line's */
	budget_charge(WORK_LINE, 1);
	budget_charge(WORK_BYTE, line.len + 1);
	switch (commands_run(number, line, forced)) {
	case OUTCOME_HELD:
		hold(number, slot);
		return MUST_WAIT;
	case OUTCOME_WAIT:
		slot->up.held = 0;
		if (budget_is_spent()) {
			slot->up.cost += budget_own();
			return GIVES_WAY;
		}
		if (!forced)
			return put_off(number, slot);
		break;
	case OUTCOME_FENCE:
		slot->up.held = 0;
		if (!forced)
			return FENCED;
		break;
	default:
		break;
	}
	return finish_line(slot, line);
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

/*
 * May it not go on, as it or the turn has had enough, or others come first? The
 * last words of a helper come before all that its successor says.
 */
static bool
must_give_way(uint32_t number, const struct slot *slot)
{
	if (slot->up.forced && slot->client == CLIENT_NONE)
		return false;
	return budget_is_spent() || schedule_has_before(number);
}

/*
 * Runs what is there: just one line, or as much as it may now. True if there
 * may be more, for which it stands in the schedule.
 */
static bool
run_lines(uint32_t number, struct slot *slot, bool one)
{
	enum ran ran = RAN;

	while (ran == RAN && marks_is_heard(slot) && slot->up.in.data != NULL) {
		ran = run_line(number, slot, slot->up.forced);
		if (ran == RAN && (one || must_give_way(number, slot)))
			ran = GIVES_WAY;
	}
	if (ran == GIVES_WAY) {
		give_way(number, slot);
		return true;
	}
	if (ran == MUST_WAIT)
		pause_slot(number, slot);
	else if (ran == FENCED)
		fence(number, slot);
	else if (ran != TOO_FAST && slot->up.paused)
		unpause(slot);
	/* A fenced slot waits for all that was in the pipe. */
	if (slot->up.more && !slot->up.paused && !budget_has_had(number) &&
	    schedule_has_fenced())
		schedule_add(number);
	input_tidy(slot);
	settle(number, slot);
	return false;
}

void
uplink_ready(uint32_t number)
{
	const struct slot *slot = slots_get(number);

	if (slot->up.fd != -1 && !slot->up.paused)
		schedule_add(number);
}

/* Reads once, and runs the lines of that. */
static void
read_uplink(uint32_t number, struct slot *slot)
{
	if (slot->up.fd == -1)
		return;
	if (slot->state == SLOT_OPEN && marks_is_over(slot)) {
		watch_recheck(slot->up.fd); /* for its text is in the buffer */
		return;
	}
	if (slot->up.in.data == NULL && arena_is_short()) {
		watch_recheck(slot->up.fd); /* when some has been given back */
		return;
	}
	if (input_fill(number, slot))
		(void)run_lines(number, slot, false);
	else
		settle(number, slot);
	if (slot->state != SLOT_OPEN && !marks_is_heard(slot))
		uplink_discard(number);
}

/*
 * Runs all that a dead worker has left, as far as there is time for it: what it
 * said before it was read is in its pipe. A slot that is marked as ended may
 * still have a text in its buffer.
 */
static void
finish(uint32_t number, struct slot *slot)
{
	do {
		if (run_lines(number, slot, false))
			return;
	} while (marks_is_heard(slot) && slot->up.fd != -1 &&
	    input_fill(number, slot));
	slot->up.forced = false;
	marks_set(number, MARK_DONE);
}

/* What a helper says is not held against it. */
static void
serve(uint32_t number, bool again)
{
	struct slot *slot = slots_get(number);

	budget_open(number);
	if (slot->up.forced)
		finish(number, slot);
	else if (!slot->up.paused)
		read_uplink(number, slot);
	else if (slot->up.resumes == 0)
		(void)run_lines(number, slot, again);
	budget_close();
	if (slot->kind != KIND_CLIENT)
		budget_forget(number);
}

void
uplink_turn(void)
{
	budget_turn();
	schedule_turn(watch_found_all());
}

/*
 * Of those who are tried again each runs one line at a time: otherwise a
 * flooder uses up the room of a group before a client with one line is served.
 */
void
uplink_serve(void)
{
	uint32_t number;
	bool again;

	while (!budget_turn_is_spent() &&
	    (number = schedule_take(&again)) != SCHEDULE_NONE)
		serve(number, again);
	if (schedule_has_more())
		watch_no_wait();
}

void
uplink_drain(uint32_t number)
{
	struct slot *slot = slots_get(number);

	uplink_discard(number);
	while (slot->up.fd != -1 && input_fill(number, slot))
		uplink_discard(number);
	/* Whoever else may hold its other end has no business with it. */
	watch_close(&slot->up.fd);
	schedule_drop(number);
	budget_forget(number);
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
		slot->up.forced = true;
		if (budget_turn_is_spent())
			schedule_add(number);
		else
			serve(number, false);
		return;
	}
	marks_set(number, MARK_BROKEN);
	if (slot->up.fd != -1)
		watch_recheck(slot->up.fd);
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
	schedule_drop(number); /* they leave in the meantime */
	schedule_try_later(number);
	if (slot->up.in.data != NULL &&
	    buf_line(&slot->up.in, &line) == LINE_WHOLE)
		commands_charge(number, line);
	watch_no_wait();
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
		schedule_add(number);
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
	FIELD(BOOL, struct uplink, forced),
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

static void
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

	if (!state_length(state, INPUT_SIZE, &len))
		return;
	if (slot->up.in.data != NULL || !input_borrow(slot))
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
		input_drop(slot);
	}
	if (slot->up.fd != -1) {
		watch_own(slot->up.fd, number);
		watch_read(slot->up.fd, !slot->up.paused);
	}
	if (slot->up.forced && !slots_is_reaped(slot)) {
		state_wrong(state, "last words of a worker that lives");
		slot->up.forced = false;
	}
	if (slot->up.forced)
		schedule_add(number);
	else if (slot->up.paused && slot->up.resumes == 0)
		pause_slot(number, slot);
}

static void
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

MODULE(uplink) = { SECTION("uplinks", uplink, 0) };
