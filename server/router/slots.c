/* The child table: see slots.h. */
#include "router/slots.h"

#include <assert.h>

#include "base/arena.h"
#include "shared/str.h"

#define BUCKETS 4096 /* of pids */

static struct {
	struct slot *table;
	uint32_t *spare; /* numbers given back, the last first */
	uint32_t *next; /* in the bucket of its pid: number + 1, 0 ends */
	uint32_t *bucket; /* BUCKETS of them */
	size_t spares;
	size_t ever; /* numbers that were ever in use */
	size_t used;
	size_t max;
} slots;

bool
slots_init(void)
{
	slots.table = arena_table(SLOTS_MAX, sizeof(*slots.table));
	slots.spare = arena_table(SLOTS_MAX, sizeof(*slots.spare));
	slots.next = arena_table(SLOTS_MAX, sizeof(*slots.next));
	slots.bucket = arena_table(BUCKETS, sizeof(*slots.bucket));
	return slots.table != NULL && slots.spare != NULL &&
	    slots.next != NULL && slots.bucket != NULL;
}

void
slots_limit(size_t max)
{
	assert(max <= SLOTS_MAX);
	slots.max = max;
}

size_t
slots_max(void)
{
	return slots.max;
}

size_t
slots_used(void)
{
	return slots.used;
}

struct slot *
slots_get(uint32_t number)
{
	assert(number < slots.ever);
	return &slots.table[number];
}

uint32_t
slots_take(void)
{
	uint32_t number;

	if (slots.used >= slots.max)
		return SLOT_NONE;
	number = slots.spares > 0 ? slots.spare[--slots.spares] :
				    (uint32_t)slots.ever++;
	assert(slots.table[number].state == SLOT_FREE);
	slots.used++;
	slots.table[number] =
	    (struct slot) { .state = SLOT_OPEN, .uplink = -1, .downlink = -1 };
	return number;
}

void
slots_release(uint32_t number)
{
	struct slot *slot = slots_get(number);

	assert(slot->state != SLOT_FREE && slots.used > 0);
	assert(slot->pid == 0 && slot->uplink == -1 && slot->downlink == -1);
	slot->state = SLOT_FREE;
	slots.spare[slots.spares++] = number;
	slots.used--;
}

static uint32_t *
bucket_of(pid_t pid)
{
	return &slots.bucket[(size_t)pid % BUCKETS];
}

void
slots_born(uint32_t number, pid_t pid)
{
	uint32_t *bucket = bucket_of(pid);

	slots_get(number)->pid = slots_get(number)->was = pid;
	slots.next[number] = *bucket;
	*bucket = number + 1;
}

uint32_t
slots_reaped(pid_t pid)
{
	uint32_t *link = bucket_of(pid);

	while (*link != 0 && slots.table[*link - 1].pid != pid)
		link = &slots.next[*link - 1];
	if (*link == 0)
		return SLOT_NONE;
	const uint32_t number = *link - 1;
	*link = slots.next[number];
	slots.table[number].pid = 0;
	return number;
}

uint32_t
slots_next(uint32_t number)
{
	while (number < slots.ever && slots.table[number].state == SLOT_FREE)
		number++;
	return number < slots.ever ? number : SLOT_NONE;
}
