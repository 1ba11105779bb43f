/* server/router/model/slots: numbers are taken, found by pid, and given back.
 */
#include "server/router/model/slots.h"

#include "server/base/data/index.h"
#include "server/base/state/module.h"
#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define SLOTS 40
#define TRIES 20000

/* Pids a hash of any usual size may put into one place. */
#define PID_STEP 4096

/* The naive table: which number has which pid. */
static struct {
	bool taken[SLOTS];
	pid_t pid[SLOTS]; /* 0: none, or reaped */
} model;

static bool
is_cleared(const struct slot *slot)
{
	return slot->state == SLOT_OPEN && slot->pid == 0 &&
	    slot->up.fd == -1 && slot->down.fd == -1 &&
	    slot->up.in.data == NULL && slot->down.queue.bytes == 0 &&
	    slot->deadline == 0 && slot->marks == 0 && !slot->down.full &&
	    !slot->down.over_mark && !slot->up.paused &&
	    slot->client == CLIENT_NONE;
}

static void
takes_and_releases(void)
{
	uint32_t a, b, c;

	a = slots_take();
	b = slots_take();
	TAP_OK(a != b && a != SLOT_NONE && b != SLOT_NONE, "both are taken");
	TAP_OK(is_cleared(slots_get(a)) && is_cleared(slots_get(b)), "cleared");
	slots_get(a)->client = 7;
	slots_get(a)->marks = 1;
	slots_release(a);
	TAP_NUM(slots_used(), 1, "one is given back");
	c = slots_take();
	TAP_OK(c == a && is_cleared(slots_get(c)), "and taken anew, cleared");
	slots_release(c);
	slots_release(b);
	TAP_NUM(slots_next(0), SLOT_NONE, "all are free");
}

static void
is_known_by_pid(void)
{
	uint32_t slot[3];

	for (size_t i = 0; i < COUNT(slot); i++) {
		slot[i] = slots_take();
		slots_set_pid(slot[i], (pid_t)(100 + i * PID_STEP));
	}
	TAP_NUM(slots_reaped(99), SLOT_NONE, "no child of ours");
	TAP_NUM(slots_reaped(100 + 3 * PID_STEP), SLOT_NONE, "nor this");
	TAP_NUM(slots_reaped(100 + PID_STEP), slot[1], "the second");
	TAP_OK(slots_get(slot[1])->pid == 0 &&
		slots_get(slot[1])->log_pid == 100 + PID_STEP,
	    "has no pid any more, but had one");
	TAP_NUM(slots_reaped(100 + PID_STEP), SLOT_NONE, "it dies once");
	slots_set_pid(slot[1], 100);
	TAP_NUM(slots_reaped(100), slot[1], "the younger of the same pid");
	TAP_NUM(slots_reaped(100), slot[0], "then the older");
	TAP_NUM(slots_reaped(100 + 2 * PID_STEP), slot[2], "the third");
	for (size_t i = 0; i < COUNT(slot); i++)
		slots_release(slot[i]);
}

static uint32_t
slot_with(pid_t pid)
{
	for (uint32_t i = 0; i < SLOTS; i++)
		if (model.pid[i] == pid)
			return i;
	return SLOT_NONE;
}

static bool
try_birth(void)
{
	const pid_t pid = (pid_t)(1 + dice(10) + PID_STEP * dice(10));
	uint32_t number;

	if (slot_with(pid) != SLOT_NONE || slots_used() == SLOTS)
		return true;
	number = slots_take();
	if (number >= SLOTS || model.taken[number])
		return false;
	slots_set_pid(number, pid);
	model.taken[number] = true;
	model.pid[number] = pid;
	return true;
}

static bool
try_death(void)
{
	const pid_t pid = (pid_t)(1 + dice(10) + PID_STEP * dice(10));
	const uint32_t number = slot_with(pid);

	if (slots_reaped(pid) != number)
		return false;
	if (number != SLOT_NONE)
		model.pid[number] = 0;
	return true;
}

static bool
try_release(void)
{
	const uint32_t number = dice(SLOTS);

	if (!model.taken[number] || model.pid[number] != 0)
		return true;
	slots_release(number);
	model.taken[number] = false;
	return true;
}

static bool (*const tries[])(void) = { try_birth, try_death, try_release };

static bool
agrees(void)
{
	size_t used = 0;
	uint32_t next = slots_next(0);

	for (uint32_t i = 0; i < SLOTS; i++) {
		if (!model.taken[i])
			continue;
		used++;
		if (next != i || slots_get(i)->pid != model.pid[i])
			return false;
		next = slots_next(i + 1);
	}
	return next == SLOT_NONE && slots_used() == used;
}

/* A slot for each client that there may be, and for the helpers. */
static void
ends_at_its_limit(void)
{
	bool good = true;

	for (uint32_t i = 0; i < SLOTS_MAX; i++)
		good = good && slots_take() != SLOT_NONE;
	TAP_OK(good, "%d slots", SLOTS_MAX);
	TAP_NUM(slots_take(), SLOT_NONE, "and not one more");
}

static void
is_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = tries[dice(COUNT(tries))]() && agrees();
	TAP_OK(good, "%d births and deaths at random", TRIES);
	for (uint32_t i = 0; i < SLOTS; i++) {
		(void)(model.pid[i] != 0 && slots_reaped(model.pid[i]));
		if (model.taken[i])
			slots_release(i);
	}
}

int
main(void)
{
	dice_begin();
	TAP_OK(modules_init(), "the table");
	takes_and_releases();
	is_known_by_pid();
	is_like_the_model();
	ends_at_its_limit();
	return tap_done();
}
