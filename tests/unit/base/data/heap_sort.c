/*
 * server/base/data/heap_sort: numbers are sorted, whatever their order was,
 * equal ones too, and in few steps.
 */
#include "server/base/data/heap_sort.h"

#include <string.h>

#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define MOST 3000

static uint32_t numbers[MOST];
static unsigned comparisons;

static bool
is_less(const void *of, uint32_t one, uint32_t other)
{
	MUST(of == numbers, "a pointer");
	comparisons++;
	return one < other;
}

/* Returns the sum of a number's powers over all: order does not matter. */
static uint64_t
sum(size_t count)
{
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += (uint64_t)numbers[i] * numbers[i] + numbers[i];
	return all;
}

static bool
is_sorted(size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (numbers[i - 1] > numbers[i])
			return false;
	return true;
}

/* Sorts numbers below that one, of which some are equal. */
static bool
sorts(size_t count, uint32_t below)
{
	uint64_t all;

	for (size_t i = 0; i < count; i++)
		numbers[i] = dice(below);
	all = sum(count);
	heap_sort(numbers, count, is_less, numbers);
	return is_sorted(count) && sum(count) == all;
}

int
main(void)
{
	bool good = true;

	dice_begin();
	for (size_t count = 0; count < 50; count++)
		good = sorts(count, 20) && good;
	TAP_OK(good, "a few, and none");
	TAP_OK(
	    sorts(MOST, UINT32_MAX) && sorts(MOST, 1), "many, and all equal");
	for (size_t i = 0; i < MOST; i++)
		numbers[i] = (uint32_t)i;
	comparisons = 0;
	heap_sort(numbers, MOST, is_less, numbers);
	TAP_OK(is_sorted(MOST) && comparisons < MOST * 2 * 12,
	    "sorted ones in %u steps", comparisons);
	for (size_t i = 0; i < MOST; i++)
		numbers[i] = (uint32_t)(MOST - i);
	comparisons = 0;
	heap_sort(numbers, MOST, is_less, numbers);
	TAP_OK(is_sorted(MOST) && comparisons < MOST * 2 * 12,
	    "those in the wrong order in %u", comparisons);
	return tap_done();
}
