/* Keeping helpers alive: see helpers.h. */
#include "accept/helpers.h"

#include <errno.h>
#include <string.h>

#include "accept/helper.h"
#include "accept/kinds.h"
#include "accept/spawn.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "fork/exits.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/slots.h"

/* The shortest and the longest delay before a restart. */
#define AGAIN_FIRST (100 * MSEC)
#define AGAIN_MOST (30 * SEC)

/* The lifetime after which a helper counts as started well. */
#define WELL (60 * SEC)

/* Not saved: a stopping server is never upgraded. */
static struct {
	bool stops;
} helpers;

bool
helpers_check(const struct config *config, struct error *why)
{
	for (size_t i = 0; i < helper_kinds_count; i++)
		if (helper_kinds[i].parent->check != NULL &&
		    !helper_kinds[i].parent->check(config, why))
			return false;
	return true;
}

/* Calls undo for the kinds before that number. */
static void
undo_before(size_t number)
{
	while (number-- > 0)
		if (helper_kinds[number].parent->undo != NULL)
			helper_kinds[number].parent->undo();
}

bool
helpers_prepare(const struct config *config, struct error *why)
{
	for (size_t i = 0; i < helper_kinds_count; i++) {
		if (helper_kinds[i].parent->prepare == NULL ||
		    helper_kinds[i].parent->prepare(config, why))
			continue;
		undo_before(i);
		return false;
	}
	return true;
}

/* Says goodbye to the helper, if it runs. */
static void
helpers_let_go(const struct helper *helper)
{
	if (helper->slot != SLOT_NONE)
		disconnect_request(
		    helper->slot, BYE_SHUTDOWN, bye_word(BYE_SHUTDOWN));
}

/*
 * Has the helper started in the next turn: an alarm for now would be cleared at
 * the end of this turn.
 */
static void
hurry(struct helper *helper)
{
	helper->delay = 0;
	helper->due = ticks_now();
	watch_no_wait();
}

/* Has a new helper started, as soon as the old one, if any, has died. */
void
helpers_use(void)
{
	for (size_t i = 0; i < helper_kinds_count; i++) {
		if (helper_kinds[i].parent->use == NULL ||
		    !helper_kinds[i].parent->use())
			continue;
		helpers_let_go(helper_kinds[i].parent->life);
		hurry(helper_kinds[i].parent->life);
	}
}

void
helpers_undo(void)
{
	undo_before(helper_kinds_count);
}

/* Finds the old program's child of that kind, and says goodbye to it. */
static void
renew(const struct child_kind *kind)
{
	struct helper *helper = kind->parent->life;

	helper->slot = SLOT_NONE;
	FOR_EACH_SLOT(slot)
		if (slots_get(slot)->kind == kind->child.says)
			helper->slot = slot;
	helper->delay = 0;
	helpers_let_go(helper);
}

void
helpers_begin(int board)
{
	for (size_t i = 0; i < helper_kinds_count; i++) {
		renew(&helper_kinds[i]);
		if (helper_kinds[i].parent->begin != NULL)
			helper_kinds[i].parent->begin(board);
	}
}

/*
 * Returns whether to start the helper now; if it is due later, sets the alarm.
 */
static bool
is_due(const struct helper *helper)
{
	if (helper->slot != SLOT_NONE)
		return false;
	if (helper->due > ticks_now())
		alarms_at(ALARM_HELPERS, helper->due);
	return helper->due <= ticks_now() && !spawn_busy();
}

/* Delays the next start, twice as long each time. */
static void
put_off(struct helper *helper)
{
	helper->delay = helper->delay == 0 ? AGAIN_FIRST : 2 * helper->delay;
	if (helper->delay > AGAIN_MOST)
		helper->delay = AGAIN_MOST;
	helper->due = ticks_now() + helper->delay;
	alarms_at(ALARM_HELPERS, helper->due);
}

static void
helpers_changed(const struct helper_ops *ops)
{
	if (ops->changed != NULL)
		ops->changed();
}

static void
start(const struct child_kind *kind)
{
	struct child_args given = {
		.kind = &kind->child, .socket = -1, .board = -1
	};
	struct helper *helper = kind->parent->life;
	struct error why;
	const bool can = kind->parent->give(&given, &why);

	if (can)
		helper->slot = spawn_helper(&given);
	if (helper->slot == SLOT_NONE) {
		LOG_AT(LEVEL_ERR, STR("{}: cannot start: {reason}"),
		    str_from(kind->child.name),
		    str_from(can ? strerror(errno) : why.text));
		put_off(helper);
	}
	helper->status = 0;
	helpers_changed(kind->parent);
}

void
helpers_turn(void)
{
	for (size_t i = 0; i < helper_kinds_count; i++) {
		const struct helper_ops *ops = helper_kinds[i].parent;
		ops->life->wanted = ops->turn(helpers.stops);
		if (ops->life->wanted && is_due(ops->life))
			start(&helper_kinds[i]);
	}
}

static void
log_death(const struct helper *helper, const struct slot *slot)
{
	struct buf *line = log_begin(LEVEL_WARNING);

	LOG_ADD(STR("{}: pid {#pid} ended, "), str_from(slot->kind_name),
	    DECIMAL((uint64_t)slot->log_pid));
	log_name(STR("reason"));
	exits_describe(line, slot->status);
	log_named();
	if (helper->wanted)
		LOG_ADD(STR("; restarting in {} ms"),
		    DECIMAL(helper->delay / MSEC));
	log_end();
}

/*
 * Returns whether the helper was told goodbye because it was no longer wanted.
 */
static bool
was_let_go(const struct slot *slot)
{
	return slot->state != SLOT_OPEN && slot->bye == BYE_SHUTDOWN;
}

static void
has_died(struct helper *helper, const struct slot *slot)
{
	helper->slot = SLOT_NONE;
	helper->status = slot->status;
	if (helper->well || clock_mono() - slot->since >= WELL)
		helper->delay = 0;
	if (was_let_go(slot)) {
		helper->due = ticks_now();
		watch_no_wait();
		return;
	}
	put_off(helper);
	log_death(helper, slot);
}

void
helpers_reaped(uint32_t slot)
{
	for (size_t i = 0; i < helper_kinds_count; i++) {
		const struct helper_ops *ops = helper_kinds[i].parent;
		if (ops->life->slot != slot)
			continue;
		has_died(ops->life, slots_get(slot));
		helpers_changed(ops);
	}
}

void
helpers_stop(void)
{
	helpers.stops = true;
	for (size_t i = 0; i < helper_kinds_count; i++) {
		helpers_let_go(helper_kinds[i].parent->life);
		helper_kinds[i].parent->life->wanted =
		    helper_kinds[i].parent->turn(true);
	}
}

void
helpers_close(void)
{
	for (size_t i = 0; i < helper_kinds_count; i++)
		if (helper_kinds[i].parent->close != NULL)
			helper_kinds[i].parent->close();
}

static const struct module *
helpers_rows(size_t number)
{
	return number < helper_kinds_count ?
	    &helper_kinds[number].parent->module :
	    NULL;
}

MODULE(helpers) = { .rows = helpers_rows };
