/*
 * The loop's clock, and the alarms: see ticks.h. The times of alarms are a
 * heap: each is no later than the two at twice its place, so the first is the
 * soonest.
 */
#include "base/loop/ticks.h"

#include "base/state/module.h"

static struct ticks {
	usec now;
	usec real; /* the monotonic clock in the last turn */
} ticks;

void
ticks_advance(usec slept)
{
	const usec real = clock_mono();
	const usec gap = ticks.real == 0 ? 0 : real - ticks.real;
	const usec late = gap > slept ? gap - slept : 0;

	ticks.now += late > TICKS_GAP ? TICKS_GAP : gap;
	ticks.real = real;
}

usec
ticks_now(void)
{
	return ticks.now;
}

usec
ticks_mono(void)
{
	return ticks.real;
}

static void
ticks_init(void)
{
	ticks_advance(0);
}

/* So the next program goes on as if no time had passed between the two. */
static const struct field saved[] = {
	FIELD(NUMBER, struct ticks, now),
};

MODULE(ticks) = { .init = ticks_init, FIELDS_SECTION("clock", saved, ticks) };

struct entry {
	usec when;
	uint32_t who;
};

/*
 * Not saved: each slot and module sets its alarms anew, from what is left of
 * its deadlines.
 */
static struct {
	struct entry *heap; /* from 1 on; null before modules_init */
	uint32_t *place; /* of each owner in the heap; 0: none */
	size_t count;
} alarms;

static void
alarms_put(size_t place, struct entry entry)
{
	alarms.heap[place] = entry;
	alarms.place[entry.who] = (uint32_t)place;
}

/*
 * Puts the entry where it belongs, given a free place: later entries above it
 * move down, sooner ones below it move up.
 */
static void
sift(size_t place, struct entry entry)
{
	size_t below;

	while (place > 1 && alarms.heap[place / 2].when > entry.when) {
		alarms_put(place, alarms.heap[place / 2]);
		place /= 2;
	}
	while ((below = 2 * place) <= alarms.count) {
		if (below < alarms.count &&
		    alarms.heap[below + 1].when < alarms.heap[below].when)
			below++;
		if (alarms.heap[below].when >= entry.when)
			break;
		alarms_put(place, alarms.heap[below]);
		place = below;
	}
	alarms_put(place, entry);
}

void
ticks_alarm(uint32_t who, usec when)
{
	size_t place;

	if (alarms.heap == NULL || when == ALARMS_NEVER)
		return;
	place = alarms.place[who];
	if (place != 0 && alarms.heap[place].when <= when)
		return;
	if (place == 0)
		place = ++alarms.count;
	sift(place, (struct entry) { when, who });
}

void
ticks_alarm_clear(uint32_t who)
{
	const size_t place = alarms.place[who];

	if (place == 0)
		return;
	alarms.place[who] = 0;
	const struct entry last = alarms.heap[alarms.count--];
	if (last.who != who)
		sift(place, last);
}

usec
ticks_due(void)
{
	return alarms.count > 0 ? alarms.heap[1].when : ALARMS_NEVER;
}

uint32_t
ticks_alarm_take(usec now)
{
	uint32_t who;

	if (alarms.count == 0 || alarms.heap[1].when > now)
		return ALARMS_NONE;
	who = alarms.heap[1].who;
	ticks_alarm_clear(who);
	return who;
}

MODULE(alarms) = { TABLES(
    TABLE(alarms.heap, ALARMS + 1), TABLE(alarms.place, ALARMS)) };
