/*
 * The report of forkcastd beside other servers: reads results
 * (lib/result.h) from standard input, prints a table in Markdown, as
 * README has it, and writes all results as JSON. Run by tests/bench/run-peers.
 */
#include <math.h>
#include <stdio.h>

#include "shared/die.h"
#include "shared/str.h"
#include "tests/bench/lib/result.h"
#include "tests/bench/lib/rows.h"

#define SERVER "forkcastd"

struct peer {
	const char *name; /* in the results */
	const char *title;
	bool
	    counts; /* the better of these is compared with; others are shown */
};

static const struct peer peers[] = {
	{ "forkcastd-9900", "-m 9900", false },
	{ "forkcastd-irc", "over IRC", false },
	{ "redis", "Redis", true },
	{ "nats", "nats-server", true },
	{ "mosquitto", "mosquitto", false },
	{ "ngircd", "ngIRCd", false },
};

struct goal {
	const char *label;
	struct load load;
	enum metric metric;
	double wanted; /* times as much: at least of deliveries, else at most */
};

/* receivers, groups, idle, window, bytes, rate */
#define TALK(...)                         \
	{                                 \
		KIND_TALK, __VA_ARGS__, 0 \
	}

static const struct goal goals[] = {
	{ "R = 10, 64 bytes, W = 256", TALK(10, 1, 0, 256, 64, 0), DELIVERIES,
	    1 },
	{ "R = 100, 64 bytes, W = 256", TALK(100, 1, 0, 256, 64, 0), DELIVERIES,
	    1 },
	{ "R = 1000, 64 bytes, W = 256", TALK(1000, 1, 0, 256, 64, 0),
	    DELIVERIES, 1 },
	{ "R = 100, 1024 bytes, W = 32", TALK(100, 1, 0, 32, 1024, 0),
	    DELIVERIES, 0.8 },
	{ "100 groups of R = 10, W = 16", TALK(10, 100, 0, 16, 64, 0),
	    DELIVERIES, 0.5 },
	{ "R = 10, 200 messages/s", TALK(10, 1, 0, 64, 64, 200), P50, 1.5 },
	{ "R = 100, 200 messages/s", TALK(100, 1, 0, 64, 64, 200), P50, 2.2 },
};

/* The row of the best of the peers that count; null if there is none. */
static const struct row *
best_peer(const struct goal *goal)
{
	const struct row *best = NULL;
	double most = 0;

	for (size_t i = 0; i < COUNT(peers); i++) {
		const struct row *row = rows_find(&goal->load, peers[i].name);
		if (!peers[i].counts || row == NULL)
			continue;
		const double median = rows_spread(row, goal->metric).median;
		const double good =
		    goal->metric == DELIVERIES ? median : 1 / median;
		if (good > most) {
			most = good;
			best = row;
		}
	}
	return best;
}

/* One cell; "-" where the server is not there or cannot do it. */
static void
print_figure(const struct goal *goal, const char *server)
{
	const struct spread spread =
	    rows_spread(rows_find(&goal->load, server), goal->metric);

	if (isnan(spread.median))
		(void)printf(" - |");
	else if (goal->metric == DELIVERIES)
		(void)printf(" %.2f M/s |", spread.median / 1e6);
	else
		(void)printf(" %.0f us |", spread.median);
}

/* Deliveries are to be many, and times short. */
static const char *
verdict(const struct goal *goal, double ratio)
{
	if (isnan(ratio))
		return "not measured";
	const bool met = goal->metric == DELIVERIES ? ratio >= goal->wanted :
						      ratio <= goal->wanted;
	return met ? "met" : "not met";
}

static void
print_goal(const struct goal *goal)
{
	const struct spread ratio = rows_compare(rows_find(&goal->load, SERVER),
	    best_peer(goal), goal->metric, RATIO);

	(void)printf("| %s |", goal->label);
	print_figure(goal, SERVER);
	for (size_t i = 0; i < COUNT(peers); i++)
		print_figure(goal, peers[i].name);
	if (isnan(ratio.median))
		(void)printf(" - |");
	else
		(void)printf(" %.2f (%.2f-%.2f) |", ratio.median, ratio.lowest,
		    ratio.highest);
	(void)printf(" %s %g: %s |\n",
	    goal->metric == DELIVERIES ? "at least" : "at most", goal->wanted,
	    verdict(goal, ratio.median));
}

static void
print_table(const char *machine)
{
	(void)printf("Deliveries in millions a second, and how long one takes "
		     "(median) at 200 messages/s.\nR receivers in a group, its "
		     "sender at most W messages ahead of them. The ratio is "
		     "to\nthe better of Redis and nats-server, run by run: "
		     "median (lowest-highest).\n%s\n\n| load | %s |",
	    machine, SERVER);
	for (size_t i = 0; i < COUNT(peers); i++)
		(void)printf(" %s |", peers[i].title);
	(void)printf(" ratio | wanted |\n|---|");
	for (size_t i = 0; i < COUNT(peers) + 3; i++)
		(void)printf("---|");
	(void)printf("\n");
	for (size_t i = 0; i < COUNT(goals); i++)
		print_goal(&goals[i]);
}

int
main(int argc, char **argv)
{
	die_name("beside");
	if (argc != 3)
		die(EX_USAGE, "usage: beside JSON-FILE MACHINE <RESULTS");
	rows_read(stdin);
	print_table(argv[2]);
	rows_write_json(argv[1], argv[2]);
	return 0;
}
