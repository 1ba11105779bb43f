/* The textbooks' claims, and the figures: see claims.h. */
#include "claims.h"

#include <math.h>
#include <stdio.h>

#include "table.h"

/* The size of which the claim speaks. */
#define CLAIMED 4600

static size_t
number_of(const struct mechanism *mechanism)
{
	size_t number = 0;

	while (table_mechanisms[number] != mechanism)
		number++;
	return number;
}

static const struct results *
results_of(bool apart, enum way way, size_t size, const struct mechanism *of)
{
	return table_of(&(struct cell) { apart, way, size, number_of(of) });
}

/*
 * Names the sizes at which a is faster than b, by more than chance, if they are
 * below the claimed one or, otherwise, not below it; true if these are all.
 */
static bool
print_sizes(bool apart, enum way way, bool below, const struct mechanism *a,
    const struct mechanism *b)
{
	bool all = true;
	const char *before = "";

	for (size_t size = 0; size < TABLE_SIZES; size++) {
		if ((table_sizes[size] < CLAIMED) != below)
			continue;
		if (results_are_less(results_of(apart, way, size, a),
			results_of(apart, way, size, b))) {
			(void)printf("%s%zu", before, table_sizes[size]);
			before = " ";
		} else {
			all = false;
		}
	}
	(void)printf(*before == '\0' ? "none" : "");
	return all;
}

static bool
print_case(bool apart, enum way way, const struct mechanism *memory)
{
	(void)printf("  %-10s %-9s %-7s is faster at ", table_ways[way],
	    table_places[apart], memory->name);
	const bool below =
	    print_sizes(apart, way, true, memory, &pipe_mechanism);
	(void)printf("; the pipe at ");
	const bool above =
	    print_sizes(apart, way, false, &pipe_mechanism, memory);
	(void)printf("\n");
	return below && above;
}

static void
print_sizes_claim(void)
{
	int cases = 0, held = 0;

	(void)printf(
	    "\n\"Below 4,600 bytes shared memory is faster, above that "
	    "a pipe.\"\nOf the sizes below that, and of the others "
	    "(quartiles apart):\n");
	for (int apart = 0; apart < PLACES; apart++)
		for (enum way way = STREAMED; way < WAYS; way++) {
			held += print_case(apart, way, &sysv_shm_mechanism);
			held += print_case(apart, way, &posix_shm_mechanism);
			cases += 2;
		}
	(void)printf("The claim holds in %d of these %d cases.\n", held, cases);
}

static void
print_growth(bool apart, enum way way)
{
	const double least =
	    results_median(results_of(apart, way, 0, &pipe_mechanism));
	const double most = results_median(
	    results_of(apart, way, TABLE_SIZES - 1, &pipe_mechanism));

	if (isnan(least) || isnan(most))
		return;
	(void)printf("  %-10s %-9s %zu bytes take %.2f us, %zu bytes %.1f us: "
		     "%.1f times as long\n",
	    table_ways[way], table_places[apart], table_sizes[0], least,
	    table_sizes[TABLE_SIZES - 1], most, most / least);
}

static void
print_amount_claim(void)
{
	const double set_up =
	    results_median(table_set_up(number_of(&pipe_mechanism)));
	const double each =
	    results_median(results_of(false, STREAMED, 1, &pipe_mechanism));

	(void)printf(
	    "\n\"A pipe's time does not depend on the amount; only its "
	    "set-up costs.\"\n");
	for (int apart = 0; apart < PLACES; apart++)
		for (enum way way = STREAMED; way < WAYS; way++)
			print_growth(apart, way);
	(void)printf("The set-up of two pipes, %.1f us, costs as much as %.0f "
		     "messages of %zu bytes.\n",
	    set_up, set_up / each, table_sizes[1]);
}

/* A trip by pipes on one core is two switches, two writes and two reads. */
static void
print_switch(void)
{
	const double half =
	    results_median(results_of(false, TRIP, 0, &pipe_mechanism)) / 2;
	const double away =
	    results_median(results_of(true, TRIP, 0, &pipe_mechanism)) / 2;
	const double calls = results_median(table_calls());

	(void)printf(
	    "\n\"A context switch is pure overhead.\"\n  One message to "
	    "the other process, on one core: %.2f us; write and read "
	    "without\n  a switch: %.2f us. A context switch costs the "
	    "difference: %.2f us.\n",
	    half, calls, half - calls);
	if (!isnan(away))
		(void)printf("  To a process that sleeps on another core: %.2f "
			     "us, which is %.2f us for its\n  wake-up.\n",
		    away, away - calls);
}

void
claims_print(void)
{
	(void)printf("\nThe textbooks' claims, and what was measured here\n");
	print_sizes_claim();
	print_amount_claim();
	print_switch();
}
