/* A sorted set of numbers: see set.h. */
#include "base/data/set.h"

#include <string.h>

#include "base/data/rows.h"
#include "base/mem/arena.h"

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
