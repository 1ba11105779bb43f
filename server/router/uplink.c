/* Workers' input: see uplink.h. */
#include "router/uplink.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/config/config.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "process/fork/exits.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/str.h"

/*
 * Lines that come too fast run at multiples of this, so that many slots share a
 * turn, and each has more than one line to say in it.
 */
#define PACE_TICK (10 * MSEC)

/* Gives the buffer back if it is empty. */
static void
input_tidy(struct slot *slot)
{
	if (slot->up.in.data != NULL && buf_len(&slot->up.in) == 0 &&
	    !slot->up.in.skipping)
		slots_drop_input(slot);
}

/*
 * Reads once, without blocking, into a buffer that has room. Returns false if
 * there is nothing to read, the uplink has ended, or there is no memory; lack
 * of memory ends the slot.
 */
static bool
input_fill(uint32_t number, struct slot *slot)
{
	char *room;
	ssize_t count;

	if (!slots_lend_input(slot)) {
		disconnect_mark(number, MARK_LOST);
		watch_read(slot->up.fd, false);
		return false;
	}
	const size_t size = buf_room(&slot->up.in, &room);
	count = io_read(slot->up.fd, room, size);
	budget_charge(WORK_READ, 1);
	watch_note_hit(count > 0);
	if (count == (ssize_t)size || slots_is_reaped(slot))
		watch_recheck(slot->up.fd); /* no ring will come for the rest */
	if (count > 0) {
		slot->up.bytes += (size_t)count;
		slots_count(slot, STATS_BYTES_IN, (uint64_t)count);
		buf_filled(&slot->up.in, (size_t)count);
		return true;
	}
	input_tidy(slot);
	if (count == IO_AGAIN)
		return false;
	watch_close(&slot->up.fd);
	disconnect_add_reapable(number);
	/* An honest worker ends by itself now; any other is given some time. */
	if (!slots_is_reaped(slot))
		disconnect_kill_after(number, config_now()->grace);
	return false;
}

/* How often a held line's client is checked for a hang-up. */
#define LOOK_TIME SEC

/*
 * While an uplink pauses its pipe is not read, and its next line stays at the
 * front of the buffer.
 */
static void
set_pause(struct slot *slot, bool pauses)
{
	if (slot->up.paused != pauses && slot->up.fd != -1)
		watch_read(slot->up.fd, !pauses);
	slot->up.paused = pauses;
}

void
uplink_discard(uint32_t number)
{
	struct slot *slot = slots_get(number);
	struct str line;

	/* Counts the lines that a client has left when it hung up. */
	while (slot->up.hung_until != 0 && slot->up.in.data != NULL &&
	    buf_line(&slot->up.in, &line) == LINE_WHOLE) {
		slot->up.dropped += !str_eq(line, STR("quit"));
		buf_drop_line(&slot->up.in, line);
	}
	slots_drop_input(slot);
	slot->up.held_since = slot->up.resumes = 0;
	set_pause(slot, false);
}

/*
 * Returns whether its client's rates limit the slot's lines: not those of a
 * helper, which is ended instead if it is too fast, nor of a bridge, which says
 * what a whole server says.
 */
static bool
is_paced(const struct slot *slot)
{
	return conn_is(slot->conn) && !watches_has(WORDS_SERVED, slot->conn);
}

enum ran { RAN, NOTHING_TO_RUN, MUST_WAIT, TOO_FAST, GIVES_WAY };

/*
 * Counts a line that has run, and drops it. A line that costs more than an
 * ordinary one counts as several, up to a burst.
 */
static enum ran
finish_line(struct slot *slot, struct str line)
{
	const uint64_t most = config_now()->line_burst;
	uint64_t lines;

	slot->up.held_since = slot->up.resumes = 0;
	lines = 1 + (slot->up.cost + budget_take_own()) / BUDGET_LINE;
	if (is_paced(slot))
		conns_charge(
		    slot->conn, lines < most ? lines : most, line.len + 1);
	slot->up.cost = 0;
	slot->up.lines++;
	slots_count(slot, STATS_LINES_IN, 1);
	if (slot->up.secret) /* the rest of the buffer may stay for long */
		secret_wipe(slot->up.in.data + slot->up.in.start, line.len);
	buf_drop_line(&slot->up.in, line);
	return RAN;
}

/*
 * Handles a line that waits: for its own client, for an answer, or until its
 * time has come.
 */
static enum ran
let_wait(uint32_t number, struct slot *slot)
{
	const bool waits = slot->up.resumes > ticks_now();

	slot->up.held_since = 0;
	if (waits && !budget_is_spent()) {
		ticks_alarm(number, slot->up.resumes);
		return TOO_FAST;
	}
	slot->up.resumes = 0;
	if (!budget_is_spent())
		return MUST_WAIT;
	slot->up.cost += budget_take_own();
	return GIVES_WAY;
}

/* Runs the line at the front, if its client's rates allow it. */
static enum ran
run_line(uint32_t number, struct slot *slot)
{
	const bool forced = slot->up.forced;
	struct str line;
	enum line_found found;
	enum outcome outcome;
	usec wait = 0;

	found = buf_line(&slot->up.in, &line);
	/* An overlong line is refused without waiting for its end. */
	if (found == LINE_TOO_LONG ||
	    (found == LINE_NONE && slot->up.in.skipping))
		disconnect_broken(number, STR("an overlong line"));
	if (found != LINE_WHOLE)
		return NOTHING_TO_RUN;
	if (!forced && is_paced(slot))
		wait = conns_rate_wait(slot->conn, line.len + 1);
	if (wait > 0) {
		wait += ticks_now() + PACE_TICK - 1;
		slot->up.resumes = wait - wait % PACE_TICK;
		ticks_alarm(number, slot->up.resumes);
		return TOO_FAST;
	}
	(void)budget_take_own(); /* discards work that is not the line's */
	budget_charge(WORK_LINE, 1);
	budget_charge(WORK_BYTE, line.len + 1);
	slot->up.resumes = 0; /* it was the time of another wait */
	outcome = commands_run(number, line, forced);
	if (outcome == OUTCOME_HELD) {
		if (slot->up.held_since == 0) {
			slot->up.held_since = ticks_now();
			ticks_alarm(number, ticks_now());
		}
		return MUST_WAIT;
	}
	if (outcome == OUTCOME_WAIT && (!forced || budget_is_spent()))
		return let_wait(number, slot);
	return finish_line(slot, line);
}

/*
 * Marks a reaped slot as done if nothing is left to run, in the pipe or waiting
 * for its time.
 */
static void
uplink_settle(uint32_t number, const struct slot *slot)
{
	const bool runs =
	    slot->state == SLOT_OPEN || disconnect_runs_lines(slot);

	if (slots_is_reaped(slot) &&
	    !(runs && (slot->up.fd != -1 || slot->up.paused)))
		disconnect_mark(number, MARK_DONE);
}

/*
 * Runs the slot's lines: as many as it may now, or just one if that was held by
 * a group, as otherwise a flooder uses up the group's room before a client with
 * one line is served. If it may have more to run, it is served again.
 */
static void
run_lines(uint32_t number, struct slot *slot)
{
	const bool one = slot->up.held_since != 0;
	enum ran ran = RAN;

	while (ran == RAN && disconnect_runs_lines(slot) &&
	    slot->up.in.data != NULL) {
		ran = run_line(number, slot);
		if (ran == RAN && (one || budget_is_spent()))
			ran = GIVES_WAY;
	}
	set_pause(slot, ran != RAN && ran != NOTHING_TO_RUN);
	if (ran == GIVES_WAY)
		budget_add(number);
	if (ran == MUST_WAIT)
		budget_try_later(number);
	input_tidy(slot);
	uplink_settle(number, slot);
}

void
uplink_ready(uint32_t number)
{
	const struct slot *slot = slots_get(number);

	if (slot->up.fd != -1 && !slot->up.paused)
		budget_add(number);
}

/* Reads once, and runs the lines that were read. */
static void
read_uplink(uint32_t number, struct slot *slot)
{
	if (slot->up.fd != -1 && slot->up.in.data == NULL && arena_is_short()) {
		watch_recheck(slot->up.fd); /* until there is memory again */
		return;
	}
	if (slot->up.fd != -1 && input_fill(number, slot))
		run_lines(number, slot);
	else
		uplink_settle(number, slot);
	if (!disconnect_runs_lines(slot))
		uplink_discard(number);
}

/* Serves one slot. Helpers' work is charged to the turn alone. */
static void
serve_uplink(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->kind == KIND_CLIENT)
		budget_open(number);
	if (!slot->up.paused)
		read_uplink(number, slot);
	else if (slot->up.resumes == 0)
		run_lines(number, slot);
	budget_close();
}

void
uplink_serve(void)
{
	uint32_t number;

	while (!budget_turn_is_spent() &&
	    (number = budget_next()) != BUDGET_NOBODY)
		serve_uplink(number);
	if (budget_has_more())
		watch_no_wait();
}

void
uplink_drain(uint32_t number)
{
	struct slot *slot = slots_get(number);

	uplink_discard(number);
	while (slot->up.fd != -1 && input_fill(number, slot))
		uplink_discard(number);
	/* Nobody else that may hold the other end is to use it. */
	watch_close(&slot->up.fd);
	budget_drop(number);
}

void
uplink_reaped(uint32_t number)
{
	struct slot *slot = slots_get(number);

	/* One that ended in good order before bye has a client that hung up. */
	if (slot->state != SLOT_OPEN || !conn_is(slot->conn) ||
	    !WIFEXITED(slot->status) ||
	    WEXITSTATUS(slot->status) != EXITS_DONE) {
		slot->up.forced = true;
		slot->up.resumes = 0;
		if (budget_turn_is_spent())
			budget_add(number);
		else
			serve_uplink(number);
	} else {
		disconnect_mark(number, MARK_BROKEN);
	}
	if (slot->up.fd != -1)
		watch_recheck(slot->up.fd);
	uplink_settle(number, slot);
}

/*
 * Acts on a line held for long enough, a client that has hung up, and a line
 * whose time has come. Returns when there is more to do, or ALARMS_NEVER.
 */
static usec
uplink_check(uint32_t number)
{
	struct slot *slot = slots_get(number);
	struct uplink *up = &slot->up;
	const usec now = ticks_now();
	usec next = ALARMS_NEVER;

	if (slot->state != SLOT_OPEN)
		return next;
	if (up->held_since != 0) {
		/* It has no reply, whose failure would show a hang-up. */
		if (up->hung_until == 0 && slot->down.fd != -1 &&
		    !io_has_reader(slot->down.fd))
			disconnect_mark(number, MARK_BROKEN);
		const usec end = up->held_since + config_now()->hold_time;
		next = now + LOOK_TIME;
		if (now >= end)
			budget_add(number); /* it is refused */
		else
			next = usec_earlier(next, end);
	}
	/* Time enough that what its worker held has come, too. */
	if (up->refused != 0 && buf_len(&up->in) == 0 &&
	    (up->fd == -1 || io_pending(up->fd) == 0))
		up->refused = 0;
	if (up->refused != 0)
		next = now + LOOK_TIME;
	if (up->hung_until != 0 && now >= up->hung_until) {
		/* The others do not wait for a client's last lines. */
		disconnect_request(number, BYE_QUIT, NO_WORDS);
	} else if (up->hung_until != 0) {
		next = usec_earlier(next, up->hung_until);
	}
	if (up->resumes != 0 && now >= up->resumes) {
		up->resumes = 0;
		budget_add(number);
	} else if (up->resumes != 0) {
		next = usec_earlier(next, up->resumes);
	}
	return next;
}

/* The least time until a slot is checked again. */
#define LEAST (10 * MSEC)

/*
 * Kills a worker that had its time to end by itself. Returns when it has had
 * that, or ALARMS_NEVER.
 */
static usec
kill_late(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->deadline > ticks_now())
		return slot->deadline;
	if (slot->deadline != 0 && slot->pid != 0)
		(void)kill(slot->pid, SIGKILL); /* our child, not yet reaped */
	slot->deadline = 0;
	return ALARMS_NEVER;
}

void
uplink_check_deadlines(uint32_t number)
{
	usec next = door_keepalive_check(number);

	next = usec_earlier(next, downlink_check_slow(number));
	next = usec_earlier(next, uplink_check(number));
	next = usec_earlier(next, kill_late(number));
	ticks_alarm(number, usec_later(next, ticks_now() + LEAST));
}

static void
pipes_save(struct state *state)
{
	outq_save(&record_unstored()->queue, state);
}

/* Makes the slot wait again for what it waited for when it was saved. */
static void
resume(uint32_t number, struct slot *slot)
{
	if (slot->up.fd != -1) {
		watch_own(slot->up.fd, number);
		watch_read(slot->up.fd, !slot->up.paused);
	}
	slot->up.forced = slot->up.forced && slots_is_reaped(slot);
	if (slot->up.forced)
		budget_add(number);
	else if (slot->up.paused)
		budget_try_later(number);
	downlink_resume(number);
}

/* Loads the last queue, and has all go on. */
static void
pipes_load(struct state *state)
{
	while (state_next(state))
		(void)outq_load_line(&record_unstored()->queue, state);
	outq_load_end();
	FOR_EACH_SLOT(slot)
		resume(slot, slots_get(slot));
}

MODULE(uplink) = { SECTION("pipes", pipes) };
