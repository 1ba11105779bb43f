/* The gaps of the history: see journal_gaps.h. */
#include "helpers/journal/journal_gaps.h"

#include <string.h>

/* Returns the number of gaps that begin at or before the ID. */
static size_t
gaps_upto(const struct journal_gaps *gaps, uint64_t id)
{
	size_t low = 0, high = gaps->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (gaps->gap[middle].from <= id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Removes the gap with that number. */
static void
remove_at(struct journal_gaps *gaps, size_t i)
{
	memmove(&gaps->gap[i], &gaps->gap[i + 1],
	    (gaps->count - i - 1) * sizeof(gaps->gap[0]));
	gaps->count--;
}

/* Joins the gap with that number with those after it that it touches. */
static void
join_next(struct journal_gaps *gaps, size_t i)
{
	struct journal_gap *gap = &gaps->gap[i];

	while (i + 1 < gaps->count && gap[1].from - 1 <= gap->to) {
		if (gap[1].to > gap->to)
			gap->to = gap[1].to;
		remove_at(gaps, i + 1);
	}
}

/* Makes one gap of the two neighbours between which the fewest IDs are. */
static void
join_nearest(struct journal_gaps *gaps)
{
	size_t best = 0;

	for (size_t i = 1; i + 1 < gaps->count; i++)
		if (gaps->gap[i + 1].from - gaps->gap[i].to <
		    gaps->gap[best + 1].from - gaps->gap[best].to)
			best = i;
	gaps->gap[best].to = gaps->gap[best + 1].to;
	remove_at(gaps, best + 1);
}

void
journal_gaps_add(struct journal_gaps *gaps, uint64_t from, uint64_t to)
{
	size_t i = gaps_upto(gaps, from);

	if (from == 0 || from > to)
		return;
	memmove(&gaps->gap[i + 1], &gaps->gap[i],
	    (gaps->count - i) * sizeof(gaps->gap[0]));
	gaps->gap[i] = (struct journal_gap) { from, to };
	gaps->count++;
	join_next(gaps, i > 0 ? i - 1 : 0);
	join_next(gaps, i < gaps->count ? i : 0);
	if (gaps->count > JOURNAL_GAPS_MOST)
		join_nearest(gaps);
}

void
journal_gaps_drop(struct journal_gaps *gaps, uint64_t before)
{
	while (gaps->count > 0 && gaps->gap[0].to < before)
		remove_at(gaps, 0);
}

const struct journal_gap *
journal_gaps_between(
    const struct journal_gaps *gaps, uint64_t after, uint64_t to)
{
	const size_t i = gaps_upto(gaps, after);

	return i < gaps->count && gaps->gap[i].from <= to ? &gaps->gap[i] :
							    NULL;
}
