/* Free rows, lists, queues and sets of rows: see rows.h. */
#include "base/data/rows.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"

void
rows_init(struct rows *rows, size_t most)
{
	assert(most < ROWS_NONE);
	*rows =
	    (struct rows) { .taken = arena_table(most, sizeof(*rows->taken)),
		    .spare = arena_table(most, sizeof(*rows->spare)) };
	if (rows->taken != NULL && rows->spare != NULL)
		rows->most = (uint32_t)most;
}

uint32_t
rows_alloc(struct rows *rows)
{
	uint32_t row = ROWS_NONE;

	if (rows->spares > 0)
		row = rows->spare[--rows->spares];
	else if (rows->ever < rows->most)
		row = rows->ever++;
	if (row != ROWS_NONE)
		rows->taken[row] = true;
	return row;
}

void
rows_free(struct rows *rows, uint32_t row)
{
	assert(rows_has(rows, row));
	rows->taken[row] = false;
	rows->spare[rows->spares++] = row;
}

bool
rows_claim(struct rows *rows, uint64_t row)
{
	if (row < rows->ever || row >= rows->most)
		return false;
	while (rows->ever < row)
		rows->spare[rows->spares++] = rows->ever++;
	rows->taken[rows->ever++] = true;
	return true;
}

uint32_t
rows_next(const struct rows *rows, uint32_t row)
{
	while (row < rows->ever && !rows->taken[row])
		row++;
	return row < rows->ever ? row : ROWS_NONE;
}

uint32_t
rows_load(struct rows *rows, struct state *state)
{
	uint64_t row;

	if (!state_number(state, UINT32_MAX, &row))
		return ROWS_NONE;
	if (rows_claim(rows, row))
		return (uint32_t)row;
	state_wrong(state, "number invalid or in use");
	return ROWS_NONE;
}

/* Returns the link to the row after that one, both as numbers + 1. */
static uint32_t *
next_of(struct list *list, struct link *links, uint32_t number)
{
	return number == 0 ? &list->first : &links[number - 1].next;
}

static uint32_t *
prev_of(struct list *list, struct link *links, uint32_t number)
{
	return number == 0 ? &list->last : &links[number - 1].prev;
}

void
list_add(struct list *list, struct link *links, uint32_t row, uint32_t before)
{
	const uint32_t next = before + 1; /* 0: at the end */
	const uint32_t prev = *prev_of(list, links, next);

	links[row] = (struct link) { next, prev };
	*next_of(list, links, prev) = row + 1;
	*prev_of(list, links, next) = row + 1;
	list->count++;
}

void
list_drop(struct list *list, struct link *links, uint32_t row)
{
	const struct link link = links[row];

	assert(list->count > 0);
	*next_of(list, links, link.prev) = link.next;
	*prev_of(list, links, link.next) = link.prev;
	list->count--;
}

bool
ring_add(struct ring *ring, size_t rows, uint32_t row)
{
	if (ring->has[row])
		return false;
	ring->has[row] = true;
	ring->row[(ring->first + ring->count++) % rows] = row;
	return true;
}

uint32_t
ring_take(struct ring *ring, size_t rows)
{
	uint32_t row;

	if (ring->count == 0) {
		ring->first = 0; /* so that the same few pages are reused */
		return RING_NONE;
	}
	row = ring->row[ring->first];
	ring->first = (ring->first + 1) % rows;
	ring->count--;
	ring->has[row] = false;
	return row;
}

void *
array_grow(void *at, size_t count, size_t *room, size_t size)
{
	const size_t more = *room > 0 ? 2 * *room : 8;
	void *copy;

	if (count < *room)
		return at;
	copy = arena_alloc(more * size);
	if (copy == NULL)
		return NULL;
	if (count > 0)
		memcpy(copy, at, count * size);
	arena_free(at, *room * size);
	*room = more;
	return copy;
}

size_t
set_from(const struct set *set, uint32_t number)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (set->at[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
set_has(const struct set *set, uint32_t number)
{
	const size_t at = set_from(set, number);

	return at < set->count && set->at[at] == number;
}

bool
set_intersects(const struct set *set, const struct set *other)
{
	const struct set *few = set->count <= other->count ? set : other;
	const struct set *many = few == set ? other : set;

	for (size_t i = 0; i < few->count; i++)
		if (set_has(many, few->at[i]))
			return true;
	return false;
}

bool
set_add(struct set *set, uint32_t number)
{
	const size_t at = set_from(set, number);
	uint32_t *numbers;

	if (at < set->count && set->at[at] == number)
		return true;
	numbers = array_grow(set->at, set->count, &set->room, sizeof(*numbers));
	if (numbers == NULL)
		return false;
	set->at = numbers;
	memmove(numbers + at + 1, numbers + at,
	    (set->count - at) * sizeof(*numbers));
	numbers[at] = number;
	set->count++;
	return true;
}

void
set_remove(struct set *set, uint32_t number)
{
	const size_t at = set_from(set, number);

	if (at == set->count || set->at[at] != number)
		return;
	set->count--;
	memmove(set->at + at, set->at + at + 1,
	    (set->count - at) * sizeof(*set->at));
	if (set->count > 0)
		return;
	arena_free(set->at, set->room * sizeof(*set->at));
	*set = (struct set) { 0 };
}
