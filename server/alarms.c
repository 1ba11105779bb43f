/*
 * The times of slots: see alarms.h. They are a heap: each is no later than the
 * two at twice its place, so that the first is the soonest.
 */
#include "alarms.h"

#include "arena.h"

struct alarm {
	usec when;
	uint32_t slot;
};

static struct {
	struct alarm *heap; /* from 1 on */
	uint32_t *place; /* of a slot in it; 0: it has none */
	size_t count;
} alarms;

bool
alarms_init(size_t slots)
{
	alarms.heap = arena_table(slots + 1, sizeof(*alarms.heap));
	alarms.place = arena_table(slots, sizeof(*alarms.place));
	return alarms.heap != NULL && alarms.place != NULL;
}

static void
put(size_t place, struct alarm alarm)
{
	alarms.heap[place] = alarm;
	alarms.place[alarm.slot] = (uint32_t)place;
}

/* Moves the later ones above the place down; returns where it is free then. */
static size_t
make_way_up(size_t place, usec when)
{
	while (place > 1 && alarms.heap[place / 2].when > when) {
		put(place, alarms.heap[place / 2]);
		place /= 2;
	}
	return place;
}

/* The same for the sooner ones below it. */
static size_t
make_way_down(size_t place, usec when)
{
	size_t below;

	while ((below = 2 * place) <= alarms.count) {
		if (below < alarms.count &&
		    alarms.heap[below + 1].when < alarms.heap[below].when)
			below++;
		if (alarms.heap[below].when >= when)
			break;
		put(place, alarms.heap[below]);
		place = below;
	}
	return place;
}

/* Puts it where it belongs, a free place being there. */
static void
sift(size_t free, struct alarm alarm)
{
	put(make_way_down(make_way_up(free, alarm.when), alarm.when), alarm);
}

void
alarms_set(uint32_t slot, usec when)
{
	size_t place = alarms.place[slot];

	if (place == 0)
		place = ++alarms.count;
	sift(place, (struct alarm) { when, slot });
}

void
alarms_clear(uint32_t slot)
{
	const size_t place = alarms.place[slot];

	if (place == 0)
		return;
	alarms.place[slot] = 0;
	const struct alarm last = alarms.heap[alarms.count--];
	if (last.slot != slot)
		sift(place, last);
}

usec
alarms_next(void)
{
	return alarms.count > 0 ? alarms.heap[1].when : ALARMS_NEVER;
}

uint32_t
alarms_take(usec now)
{
	uint32_t slot;

	if (alarms.count == 0 || alarms.heap[1].when > now)
		return ALARMS_NONE;
	slot = alarms.heap[1].slot;
	alarms_clear(slot);
	return slot;
}
