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

static struct {
	struct results of[PLACES][WAYS][TABLE_SIZES][TABLE_MECHANISMS];
	struct results set_up[TABLE_MECHANISMS];
	struct results calls; /* write and read, without a switch */
} table;

const char *const table_ways[WAYS] = {
	[STREAMED] = "streamed",
	[TRIP] = "round trip",
};

const char *const table_places[PLACES] = { "one core", "two cores" };

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
	results_add(at(cell), result, error);
}

void
table_add_set_up(size_t mechanism, double result, int error)
{
	results_add(&table.set_up[mechanism], result, error);
}

void
table_add_calls(double result)
{
	results_add(&table.calls, result, 0);
}

const struct results *
table_of(const struct cell *cell)
{
	return at(cell);
}

const struct results *
table_set_up(size_t mechanism)
{
	return &table.set_up[mechanism];
}

const struct results *
table_calls(void)
{
	return &table.calls;
}

/* The number of the fastest mechanism for this cell's size. */
static size_t
fastest(struct cell cell)
{
	double best = INFINITY;
	size_t which = TABLE_MECHANISMS;

	for (cell.mechanism = 0; cell.mechanism < TABLE_MECHANISMS;
	     cell.mechanism++)
		if (results_median(at(&cell)) < best) {
			best = results_median(at(&cell));
			which = cell.mechanism;
		}
	return which;
}

/* With a mark at the fastest. */
static void
print_cell(const struct cell *cell)
{
	results_print(at(cell), fastest(*cell) == cell->mechanism ? '*' : ' ');
}

static void
print_names(const char *before)
{
	(void)printf("%s", before);
	for (size_t i = 0; i < TABLE_MECHANISMS; i++)
		(void)printf(" %8s", table_mechanisms[i]->name);
	(void)printf("\n");
}

static void
print_one(bool apart, enum way way)
{
	(void)printf("\nus per %s, %s\n",
	    way == TRIP ? "round trip" : "message, streamed",
	    apart ? "each process on a core of its own" :
		    "both processes on one core");
	print_names(" bytes");
	for (size_t size = 0; size < TABLE_SIZES; size++) {
		(void)printf("%6zu", table_sizes[size]);
		for (size_t i = 0; i < TABLE_MECHANISMS; i++)
			print_cell(&(struct cell) { apart, way, size, i });
		(void)printf("\n");
	}
}

static void
print_set_up(void)
{
	size_t best = 0;

	(void)printf("\nus to set up and to remove again, once\n");
	print_names("      ");
	for (size_t i = 0; i < TABLE_MECHANISMS; i++)
		if (results_median(&table.set_up[i]) <
		    results_median(&table.set_up[best]))
			best = i;
	(void)printf("set-up");
	for (size_t i = 0; i < TABLE_MECHANISMS; i++)
		results_print(&table.set_up[i], i == best ? '*' : ' ');
	(void)printf("\n");
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
	print_set_up();
	(void)printf("\nMedian of %zu interleaved runs, and behind it how far "
		     "apart the quartiles are,\nin per cent of it (99: that or "
		     "more). *: the fastest at this size. q: message\nqueue; "
		     "m: shared memory, a ring of %d messages, with semaphores "
		     "of the same\nfamily; socket, seqpkt: a pair of UNIX "
		     "sockets. Messages are copied in and out.\n",
	    at(&(struct cell) { .apart = false })->count, RING_SLOTS);
	print_reasons();
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
	    table_ways[cell->way], table_places[cell->apart],
	    results_median(results), results_quartile(results, 1),
	    results_quartile(results, 3), results->values[0],
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

/* Words that plot.awk does not take for those of a cell. */
static void
write_cost(FILE *file, const char *what, const struct results *results)
{
	if (results->count > 0)
		(void)fprintf(file, ",\n    { \"cost\": \"%s\", \"us\": %.4g }",
		    what, results_median(results));
}

static void
write_costs(FILE *file)
{
	write_cost(file, "write and read without a switch", &table.calls);
	for (size_t i = 0; i < TABLE_MECHANISMS; i++) {
		char what[64];
		(void)snprintf(what, sizeof(what), "set-up of %s",
		    table_mechanisms[i]->name);
		write_cost(file, what, &table.set_up[i]);
	}
	(void)fprintf(file, "\n  ]\n}\n");
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
	write_costs(file);
	const bool failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed)
		die_errno(EX_IOERR, "cannot write all of %s", path);
}
