/*
 * The report of a bench: reads results (lib/result.h) from standard
 * input, prints what was measured beside what is wanted, and writes all results
 * as JSON. Run by tests/bench/run.
 */
#include <math.h>
#include <stdio.h>

#include "shared/die.h"
#include "shared/str.h"
#include "tests/bench/lib/result.h"
#include "tests/bench/lib/rows.h"

#define SERVER "forkcastd"
#define RELAY "relay"
#define ROOM 9900 /* max_clients of the largest server */
#define IDLE 7000 /* clients beside those that talk */
#define LABEL 48 /* the longest description of a load, NUL included */

/* The figure to compare the server's with, and the comparison. */
enum against {
	NOTHING, /* it is wanted as it stands */
	RELAYED, /* the relay's under the same load: a ratio */
	SOCKETS, /* the same, but as a difference */
	ALONE, /* its own without idle clients: a ratio */
	SMALL, /* its own with room for fewer: a ratio */
	ASKED /* its own before the upgrade: a difference */
};

struct goal {
	struct load load;
	enum metric metric;
	enum against against;
	enum bound { LEAST, MOST } bound;
	double wanted; /* NAN: nothing is, it is only shown */
};

/* receivers, groups, idle, window, bytes, rate */
#define TALK(...)                         \
	{                                 \
		KIND_TALK, __VA_ARGS__, 0 \
	}
#define ROOMY(...)                           \
	{                                    \
		KIND_TALK, __VA_ARGS__, ROOM \
	}
#define SILENT(kind, count)             \
	{                               \
		(kind), .idle = (count) \
	}

#define MIB ((size_t)1 << 20)
#define UPGRADE(count, queued)                                       \
	{                                                            \
		KIND_UPGRADE, .idle = (count), .bytes = (queued)*MIB \
	}

/* The rows of the table in their order. */
static const struct goal goals[] = {
	{ TALK(10, 1, 0, 256, 64, 0), DELIVERIES, RELAYED, LEAST, 0.6 },
	{ TALK(100, 1, 0, 256, 64, 0), DELIVERIES, RELAYED, LEAST, 0.7 },
	{ TALK(1000, 1, 0, 256, 64, 0), DELIVERIES, RELAYED, LEAST, 0.6 },
	{ TALK(10, 1, 0, 16, 64, 0), DELIVERIES, RELAYED, LEAST, 0.65 },
	{ TALK(100, 1, 0, 16, 64, 0), DELIVERIES, RELAYED, LEAST, 0.7 },
	{ TALK(1000, 1, 0, 16, 64, 0), DELIVERIES, RELAYED, LEAST, 0.65 },
	{ TALK(10, 1, 0, 1, 64, 0), DELIVERIES, RELAYED, LEAST, 0.6 },
	{ TALK(100, 1, 0, 1, 64, 0), DELIVERIES, RELAYED, LEAST, 0.45 },
	{ TALK(1000, 1, 0, 1, 64, 0), DELIVERIES, RELAYED, LEAST, 0.33 },
	{ TALK(10, 1, 0, 1, 64, 0), P50, RELAYED, MOST, 1.5 },
	{ TALK(100, 1, 0, 1, 64, 0), P50, RELAYED, MOST, 2.5 },
	{ TALK(1000, 1, 0, 1, 64, 0), P50, RELAYED, MOST, 4 },
	{ TALK(10, 1, 0, 1, 64, 0), P99, RELAYED, MOST, 1.6 },
	{ TALK(100, 1, 0, 1, 64, 0), P99, RELAYED, MOST, 1.6 },
	{ TALK(1000, 1, 0, 1, 64, 0), P99, RELAYED, MOST, 3 },
	{ TALK(100, 1, 0, 32, 1024, 0), DELIVERIES, RELAYED, LEAST, 0.6 },
	{ TALK(10, 100, 0, 16, 64, 0), DELIVERIES, RELAYED, LEAST, 0.5 },
	{ TALK(10, 1, 0, 64, 64, 200), P50, RELAYED, MOST, NAN },
	{ TALK(10, 1, 0, 64, 64, 200), P99, RELAYED, MOST, NAN },
	{ TALK(100, 1, 0, 64, 64, 200), P50, RELAYED, MOST, NAN },
	{ TALK(100, 1, 0, 64, 64, 200), P99, RELAYED, MOST, NAN },
	{ TALK(100, 1, 0, 16, 64, 0), CPU, NOTHING, MOST, 1.2 },
	{ TALK(100, 1, 0, 256, 64, 0), CPU, NOTHING, MOST, 0.1 },
	{ ROOMY(10, 1, 0, 256, 64, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(100, 1, 0, 256, 64, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(10, 1, 0, 16, 64, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(100, 1, 0, 16, 64, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(100, 1, 0, 32, 1024, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(10, 100, 0, 16, 64, 0), DELIVERIES, SMALL, LEAST, 0.95 },
	{ ROOMY(10, 1, 0, 64, 64, 200), P50, SMALL, MOST, 1.05 },
	{ TALK(10, 1, IDLE, 16, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(100, 1, IDLE, 16, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(1000, 1, IDLE, 16, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(10, 1, IDLE, 256, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(100, 1, IDLE, 256, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(1000, 1, IDLE, 256, 64, 0), DELIVERIES, ALONE, LEAST, 0.85 },
	{ TALK(10, 900, 0, 1, 64, 0), DELIVERIES, NOTHING, LEAST, 1 },
	{ SILENT(KIND_CONNECT, 9900), CONNECTS, NOTHING, LEAST, 5000 },
	{ SILENT(KIND_CONNECT, 9900), CPU_PARENT, NOTHING, MOST, NAN },
	{ SILENT(KIND_CONNECT, 9900), CPU_WORKER, NOTHING, MOST, NAN },
	{ SILENT(KIND_CHURN, 10000), CONNECTS, NOTHING, LEAST, 5000 },
	{ SILENT(KIND_IDLE, 2000), MEMORY, SOCKETS, MOST, 140 },
	{ SILENT(KIND_IDLE, 2000), PSS, NOTHING, MOST, NAN },
	{ SILENT(KIND_IDLE, 9000), MEMORY, SOCKETS, MOST, 140 },
	{ SILENT(KIND_IDLE, 9000), OWN, SOCKETS, MOST, NAN },
	{ SILENT(KIND_IDLE, 9000), TABLES, SOCKETS, MOST, NAN },
	{ SILENT(KIND_IDLE, 9000), STACKS, SOCKETS, MOST, NAN },
	{ SILENT(KIND_IDLE, 9000), SLAB, SOCKETS, MOST, NAN },
	{ SILENT(KIND_IDLE, 9000), REST, SOCKETS, MOST, NAN },
	{ SILENT(KIND_LOCAL, 2000), REST, NOTHING, MOST, NAN },
	{ UPGRADE(100, 0), LONGEST, ASKED, MOST, 50 },
	{ UPGRADE(100, 0), STILL, NOTHING, MOST, NAN },
	{ UPGRADE(100, 0), WHOLE, NOTHING, MOST, NAN },
	{ UPGRADE(ROOM, 64), LONGEST, ASKED, MOST, 300 },
	{ UPGRADE(ROOM, 64), STILL, NOTHING, MOST, NAN },
	{ UPGRADE(ROOM, 64), WHOLE, NOTHING, MOST, NAN },
};

/* How a metric is shown. */
static const struct {
	const char *name;
	double unit;
	int decimals;
} shown[METRICS] = {
	[DELIVERIES] = { "deliveries, k/s", 1e3, 0 },
	[CPU] = { "CPU, s/million", 1, 3 },
	[P50] = { "p50, us", 1, 0 },
	[P99] = { "p99, us", 1, 0 },
	[PSS] = { "PSS, KiB/worker", 1, 1 },
	[MEMORY] = { "all memory, KiB", 1, 1 },
	[OWN] = { "own, KiB", 1, 1 },
	[TABLES] = { "page tables, KiB", 1, 1 },
	[STACKS] = { "stacks, KiB", 1, 1 },
	[SLAB] = { "slab, KiB", 1, 1 },
	[REST] = { "pipes, TCP, KiB", 1, 1 },
	[CONNECTS] = { "connects/s", 1, 0 },
	[CPU_PARENT] = { "CPU, parent, us", 1, 0 },
	[CPU_WORKER] = { "CPU, worker, us", 1, 0 },
	[LONGEST] = { "longest, ms", 1, 1 },
	[STILL] = { "still, ms", 1, 0 },
	[WHOLE] = { "whole, ms", 1, 0 },
};

/* Only what sets a load apart from the others is named. */
static void
describe_talk(char text[LABEL], const struct load *load)
{
	char roomy[LABEL] = "";

	if (load->room > 0)
		(void)snprintf(roomy, sizeof(roomy), ", -m %zu", load->room);
	if (load->rate > 0)
		(void)snprintf(text, LABEL, "R=%zu, %zu messages/s%s",
		    load->receivers, load->rate, roomy);
	else if (load->groups > 1)
		(void)snprintf(text, LABEL, "%zu groups of R=%zu W=%zu%s",
		    load->groups, load->receivers, load->window, roomy);
	else if (load->idle > 0)
		(void)snprintf(text, LABEL, "R=%zu W=%zu, %zu idle",
		    load->receivers, load->window, load->idle);
	else
		(void)snprintf(text, LABEL, "R=%zu W=%zu, %zu bytes%s",
		    load->receivers, load->window, load->bytes, roomy);
}

static void
describe(char text[LABEL], const struct load *load)
{
	static const char *const formats[KINDS] = {
		[KIND_IDLE] = "%zu idle clients",
		[KIND_LOCAL] = "%zu idle, over a path",
		[KIND_CONNECT] = "%zu connects, all stay",
		[KIND_CHURN] = "%zu connects, all go",
		[KIND_UPGRADE] = "upgrade, %zu, %zu MiB wait",
	};
	const size_t count = load->idle > 0 ? load->idle : load->receivers;

	if (load->kind == KIND_TALK)
		describe_talk(text, load);
	else
		(void)snprintf(
		    text, LABEL, formats[load->kind], count, load->bytes / MIB);
}

/* The row that a goal's figure is compared with; null if there is none. */
static const struct row *
other_row(const struct goal *goal)
{
	struct load load = goal->load;

	switch (goal->against) {
	case RELAYED:
	case SOCKETS:
		return rows_find(&load, RELAY);
	case ALONE:
		load.idle = 0;
		return rows_find(&load, SERVER);
	case SMALL:
		load.room = 0;
		return rows_find(&load, SERVER);
	case ASKED:
		load.kind = KIND_ASKED;
		return rows_find(&load, SERVER);
	default:
		return NULL;
	}
}

/* A cell: a number with so many decimals, or "-" for what was not measured. */
static void
print_cell(int width, int decimals, double value)
{
	if (isnan(value))
		(void)printf(" %*s", width, "-");
	else
		(void)printf(" %*.*f", width, decimals, value);
}

static void
print_spread(struct spread spread, double unit, int decimals)
{
	print_cell(8, decimals, spread.median / unit);
	print_cell(7, decimals, spread.lowest / unit);
	print_cell(7, decimals, spread.highest / unit);
}

static bool
is_met(const struct goal *goal, double value)
{
	return goal->bound == MOST ? value <= goal->wanted :
				     value >= goal->wanted;
}

/* Prints the goal and whether it was reached; nothing if there is no goal. */
static void
print_verdict(const struct goal *goal, double value)
{
	const char *verdict = is_met(goal, value) ? "met" : "NOT MET";

	if (isnan(value))
		verdict = "not measured";
	if (!isnan(goal->wanted))
		(void)printf("  %s %-5g %s",
		    goal->bound == MOST ? "<=" : ">=", goal->wanted, verdict);
	(void)printf("\n");
}

/* Prints the goal's line; returns the value that it was judged by. */
static double
print_goal(const struct goal *goal)
{
	const struct row *row = rows_find(&goal->load, SERVER);
	const struct row *other = other_row(goal);
	const enum metric metric = goal->metric;
	const struct spread own = rows_spread(row, metric);
	const bool differs = goal->against == SOCKETS || goal->against == ASKED;
	const struct spread against =
	    rows_compare(row, other, metric, differs ? DIFFERENCE : RATIO);
	const double value =
	    goal->against == NOTHING ? own.median : against.median;
	char label[LABEL];

	describe(label, &goal->load);
	(void)printf("%-32s %-16s", label, shown[metric].name);
	print_spread(own, shown[metric].unit, shown[metric].decimals);
	print_cell(8, shown[metric].decimals,
	    rows_spread(other, metric).median / shown[metric].unit);
	print_spread(against, 1, 2);
	print_verdict(goal, value);
	return value;
}

static void
print_table(const char *machine)
{
	size_t wanted = 0;
	size_t met = 0;

	(void)printf(
	    "%s\n\n"
	    "R receivers in a group, its sender W messages ahead of the last "
	    "of them. Medians of\n"
	    "interleaved runs, with the lowest and the highest. The other is "
	    "the bare relay, for\n"
	    "loads with idle clients or room for thousands forkcastd "
	    "without these; the\nratio to it is taken run by run "
	    "(of memory the difference: what is left when\nthe sockets are "
	    "taken off).\n\n"
	    "%-32s %-16s %8s %7s %7s %8s %8s %7s %7s  wanted\n",
	    machine, "load", "figure", SERVER, "lowest", "highest", "other",
	    "ratio", "lowest", "highest");
	for (size_t i = 0; i < COUNT(goals); i++) {
		const double value = print_goal(&goals[i]);
		wanted += isnan(goals[i].wanted) ? 0 : 1;
		met += is_met(&goals[i], value);
	}
	(void)printf("\n%zu of %zu met\n", met, wanted);
}

int
main(int argc, char **argv)
{
	die_name("report");
	if (argc != 3)
		die(EX_USAGE, "usage: report JSON-FILE MACHINE <RESULTS");
	rows_read(stdin);
	print_table(argv[2]);
	rows_write_json(argv[1], argv[2]);
	return 0;
}
