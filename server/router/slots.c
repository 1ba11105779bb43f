/* The child table: see slots.h. */
#include "router/slots.h"

#include <assert.h>

#include "base/arena.h"
#include "base/chain.h"
#include "base/rows.h"

#define BUCKETS 4096 /* of pids */

/*
 * To be saved: each slot: processes, pipes, what was read in part, and what is
 * left of deadlines.
 */
static struct {
	struct slot *table;
	struct rows rows;
	struct chain by_pid;
} slots;

static_assert(SLOT_NONE == ROWS_NONE, "none is none");

bool
slots_init(void)
{
	slots.table = arena_table(SLOTS_MAX, sizeof(*slots.table));
	return slots.table != NULL && rows_init(&slots.rows, SLOTS_MAX) &&
	    chain_init(&slots.by_pid, BUCKETS, SLOTS_MAX);
}

size_t
slots_used(void)
{
	return rows_used(&slots.rows);
}

struct slot *
slots_get(uint32_t number)
{
	assert(number < slots.rows.ever);
	return &slots.table[number];
}

uint32_t
slots_take(void)
{
	const uint32_t number = rows_take(&slots.rows);

	if (number == SLOT_NONE)
		return SLOT_NONE;
	assert(slots.table[number].state == SLOT_FREE);
	slots.table[number] = (struct slot) { .state = SLOT_OPEN,
		.client = CLIENT_NONE,
		.up.fd = -1,
		.down.fd = -1 };
	return number;
}

void
slots_release(uint32_t number)
{
	struct slot *slot = slots_get(number);

	assert(slot->state != SLOT_FREE);
	assert(slot->pid == 0 && slot->up.fd == -1 && slot->down.fd == -1);
	slot->state = SLOT_FREE;
	rows_give(&slots.rows, number);
}

void
slots_born(uint32_t number, pid_t pid)
{
	slots_get(number)->pid = slots_get(number)->was = pid;
	chain_add(&slots.by_pid, (uint64_t)pid, number);
}

uint32_t
slots_reaped(pid_t pid)
{
	uint32_t number = chain_first(&slots.by_pid, (uint64_t)pid);

	while (number != CHAIN_END && slots.table[number].pid != pid)
		number = chain_next(&slots.by_pid, number);
	if (number == CHAIN_END)
		return SLOT_NONE;
	chain_drop(&slots.by_pid, (uint64_t)pid, number);
	slots.table[number].pid = 0;
	return number;
}

uint32_t
slots_next(uint32_t number)
{
	while (
	    number < slots.rows.ever && slots.table[number].state == SLOT_FREE)
		number++;
	return number < slots.rows.ever ? number : SLOT_NONE;
}
