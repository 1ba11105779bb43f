/* Tables of results: see table.h. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ring.h"
#include "shared/die.h"

const struct mechanism *const table_mechanisms[TABLE_MECHANISMS] = {
	&pipe_mechanism,
	&fifo_mechanism,
	&stream_mechanism,
	&seqpacket_mechanism,
	&sysv_queue_mechanism,
	&posix_queue_mechanism,
	&sysv_shm_mechanism,
	&posix_shm_mechanism,
};

/* 4096 is a page, and what a pipe takes whole; of 4600 the claim speaks. */
const size_t table_sizes[TABLE_SIZES] = { MESSAGE_LEAST, 64, 256, 1024, 4096,
	4600, 16384, MESSAGE_MOST };

struct results {
	double values[TABLE_ROUNDS]; /* sorted */
	size_t count;
	int error; /* why there are none */
};

static struct {
	struct results of[PLACES][WAYS][TABLE_SIZES][TABLE_MECHANISMS];
} table;

static const char *const way_names[WAYS] = {
	[STREAMED] = "streamed",
	[TRIP] = "round trip",
};

static const char *const core_names[PLACES] = { "one core", "two cores" };

struct cell
table_cell(size_t number)
{
	const size_t sizes = number / TABLE_MECHANISMS;
	const size_t ways = sizes / TABLE_SIZES;

	return (struct cell) {
		.apart = ways / WAYS == 1,
		.way = ways % WAYS,
		.size = sizes % TABLE_SIZES,
		.mechanism = number % TABLE_MECHANISMS,
	};
}

static struct results *
at(const struct cell *cell)
{
	return &table.of[cell->apart][cell->way][cell->size][cell->mechanism];
}

void
table_add(const struct cell *cell, double result, int error)
{
	struct results *results = at(cell);
	size_t place = results->count;

	if (isnan(result)) {
		results->error = error;
		return;
	}
	if (results->count == TABLE_ROUNDS)
		die(EX_USAGE, "more than %d rounds", TABLE_ROUNDS);
	for (; place > 0 && results->values[place - 1] > result; place--)
		results->values[place] = results->values[place - 1];
	results->values[place] = result;
	results->count++;
}

/* The result with so many quarters of all below it; NAN if there are none. */
static double
quartile(const struct results *results, size_t quarters)
{
	if (results->count == 0)
		return NAN;
	return results->values[quarters * results->count / 4];
}

static double
median(const struct results *results)
{
	return quartile(results, 2);
}

/*
 * Returns the range of the middle half, in per cent of the median, at most 99.
 */
static double
spread(const struct results *results)
{
	const double range = quartile(results, 3) - quartile(results, 1);
	const double percent = 100 * range / median(results);

	return percent < 99 ? percent : 99;
}

/* The number of the fastest mechanism for this cell's size. */
static size_t
fastest(struct cell cell)
{
	double best = INFINITY;
	size_t which = TABLE_MECHANISMS;

	for (cell.mechanism = 0; cell.mechanism < TABLE_MECHANISMS;
	     cell.mechanism++)
		if (median(at(&cell)) < best) {
			best = median(at(&cell));
			which = cell.mechanism;
		}
	return which;
}

/* So that a number has three digits. */
static int
decimals(double value)
{
	if (value < 9.995)
		return 2;
	return value < 99.95 ? 1 : 0;
}

/* Three digits, a mark at the fastest, and the spread. */
static void
print_cell(const struct cell *cell)
{
	const struct results *results = at(cell);
	const double value = median(results);
	const char mark = fastest(*cell) == cell->mechanism ? '*' : ' ';

	if (isnan(value))
		(void)printf(" %8s", "-   ");
	else
		(void)printf(" %c%4.*f %2.0f", mark, decimals(value), value,
		    spread(results));
}

static void
print_one(bool apart, enum way way)
{
	(void)printf("\nus per %s, %s\n bytes",
	    way == TRIP ? "round trip" : "message, streamed",
	    apart ? "each process on a core of its own" :
		    "both processes on one core");
	for (size_t i = 0; i < TABLE_MECHANISMS; i++)
		(void)printf(" %8s", table_mechanisms[i]->name);
	(void)printf("\n");
	for (size_t size = 0; size < TABLE_SIZES; size++) {
		(void)printf("%6zu", table_sizes[size]);
		for (size_t i = 0; i < TABLE_MECHANISMS; i++)
			print_cell(&(struct cell) { apart, way, size, i });
		(void)printf("\n");
	}
}

static size_t
number_of(const struct mechanism *mechanism)
{
	size_t number = 0;

	while (table_mechanisms[number] != mechanism)
		number++;
	return number;
}

/* By more than chance: three quarters beat three quarters of the other's. */
static bool
is_faster(const struct results *a, const struct results *b)
{
	return quartile(a, 3) < quartile(b, 1);
}

/* The claim is that there is one size: all at which the pipe is the faster. */
static void
print_where_pipe_wins(bool apart, enum way way, const struct mechanism *rival)
{
	const size_t pipe = number_of(&pipe_mechanism);
	const size_t other = number_of(rival);
	bool any = false;

	(void)printf("  %-10s %-9s than %-7s at", way_names[way],
	    core_names[apart], rival->name);
	for (size_t size = 0; size < TABLE_SIZES; size++) {
		const struct cell a = { apart, way, size, pipe };
		const struct cell b = { apart, way, size, other };
		if (!is_faster(at(&a), at(&b)))
			continue;
		(void)printf(" %zu", table_sizes[size]);
		any = true;
	}
	(void)printf(any ? "\n" : " no size\n");
}

static void
print_reason(const struct cell *cell)
{
	const struct mechanism *mechanism = table_mechanisms[cell->mechanism];
	const char *bound = mechanism->bound;

	(void)printf("- %s, %zu bytes: %s", mechanism->name,
	    table_sizes[cell->size], strerror(at(cell)->error));
	(void)printf(bound != NULL ? " (%s)\n" : "\n", bound);
}

/* The cells of either place and way tell what a mechanism does not carry. */
static void
print_reasons(void)
{
	struct cell cell = { .apart = false };

	for (; cell.mechanism < TABLE_MECHANISMS; cell.mechanism++)
		for (cell.size = 0; cell.size < TABLE_SIZES; cell.size++)
			if (at(&cell)->error != 0)
				print_reason(&cell);
}

void
table_print(const char *machine)
{
	(void)printf("%s\n", machine);
	for (int apart = 0; apart < PLACES; apart++)
		for (enum way way = STREAMED; way < WAYS; way++)
			print_one(apart, way);
	(void)printf("\nMedian of %zu interleaved runs, and behind it how far "
		     "apart the quartiles are,\nin per cent of it (99: that or "
		     "more). *: the fastest at this size. q: message\nqueue; "
		     "m: shared memory, a ring of %d messages, with semaphores "
		     "of the same\nfamily; socket, seqpkt: a pair of UNIX "
		     "sockets. Messages are copied in and out.\n",
	    at(&(struct cell) { .apart = false })->count, RING_SLOTS);
	print_reasons();
	(void)printf(
	    "\nWhere a pipe is faster than shared memory (its upper quartile "
	    "is below the\nother's lower one):\n");
	for (int apart = 0; apart < PLACES; apart++)
		for (enum way way = STREAMED; way < WAYS; way++) {
			print_where_pipe_wins(apart, way, &sysv_shm_mechanism);
			print_where_pipe_wins(apart, way, &posix_shm_mechanism);
		}
}

/* A line a cell, so that awk can read it too. */
static void
write_cell(FILE *file, const struct cell *cell)
{
	const struct results *results = at(cell);

	(void)fprintf(file,
	    "    { \"mechanism\": \"%s\", \"bytes\": %zu, \"way\": \"%s\", "
	    "\"cores\": \"%s\", \"median_us\": %.4g, "
	    "\"quartiles_us\": [%.4g, %.4g], \"range_us\": [%.4g, %.4g] }",
	    table_mechanisms[cell->mechanism]->name, table_sizes[cell->size],
	    way_names[cell->way], core_names[cell->apart], median(results),
	    quartile(results, 1), quartile(results, 3), results->values[0],
	    results->values[results->count - 1]);
}

static void
write_cells(FILE *file)
{
	const char *before = "";

	for (size_t i = 0; i < TABLE_CELLS; i++) {
		const struct cell cell = table_cell(i);
		if (at(&cell)->count == 0)
			continue;
		(void)fputs(before, file);
		write_cell(file, &cell);
		before = ",\n";
	}
}

void
table_write(const char *path, const char *machine)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	(void)fprintf(file,
	    "{\n  \"machine\": \"%s\",\n  \"runs\": %zu,\n  \"results\": [\n",
	    machine, at(&(struct cell) { .apart = false })->count);
	write_cells(file);
	(void)fprintf(file, "\n  ]\n}\n");
	const bool failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed)
		die_errno(EX_IOERR, "cannot write all of %s", path);
}
