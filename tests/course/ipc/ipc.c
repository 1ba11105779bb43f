/*
 * Measures what mechanisms by which two processes can talk cost: a message of
 * 16 bytes to 64 KiB, streamed one way or there and back, on one core or two.
 * Prints tables and writes the same as JSON. Run by tests/course/ipc/run.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "claims.h"
#include "costs.h"
#include "partner.h"
#include "shared/die.h"
#include "shared/str.h"
#include "table.h"

#define MSEC_MAX 10000

/* A channel is set up for lines of chat. */
#define SET_UP_SIZE 64

struct options {
	size_t rounds;
	usec time; /* of one measurement */
};

/* All of these on one core. */
static void
measure_costs(usec time)
{
	(void)partner_cores(false); /* else on any */
	for (size_t i = 0; i < TABLE_MECHANISMS; i++) {
		const double result =
		    costs_set_up(table_mechanisms[i], SET_UP_SIZE, time);
		table_add_set_up(i, result, errno);
	}
	table_add_calls(costs_calls(MESSAGE_LEAST, time));
}

static void
measure_cell(const struct cell *cell, usec time)
{
	const struct mechanism *mechanism = table_mechanisms[cell->mechanism];

	if (!partner_cores(cell->apart)) {
		table_add(cell, NAN, ENOSYS);
		return;
	}
	const double result =
	    measure(mechanism, table_sizes[cell->size], cell->way, time);
	table_add(cell, result, errno);
}

/* All of it several times over, so that what else goes on hits all alike. */
static void
measure_all(const struct options *options)
{
	for (size_t round = 1; round <= options->rounds; round++) {
		complain("round %zu of %zu", round, options->rounds);
		for (size_t i = 0; i < TABLE_CELLS; i++) {
			const struct cell cell = table_cell(i);
			measure_cell(&cell, options->time);
		}
		measure_costs(options->time);
	}
}

static uint64_t
number_of(const char *text, uint64_t max)
{
	uint64_t number = 0;

	if (!str_to_number(str_from(text), max, &number) || number == 0)
		die(EX_USAGE, "%s is no number from 1 to %ju", text,
		    (uintmax_t)max);
	return number;
}

int
main(int argc, char **argv)
{
	struct options options = { .rounds = 9, .time = 20 * MSEC };
	int option;

	die_name("ipc");
	while ((option = getopt(argc, argv, "r:t:")) != -1)
		switch (option) {
		case 'r':
			options.rounds = number_of(optarg, RESULTS_MAX);
			break;
		case 't':
			options.time = number_of(optarg, MSEC_MAX) * MSEC;
			break;
		default:
			optind = argc;
		}
	if (argc - optind != 2)
		die(EX_USAGE,
		    "usage: ipc [-r ROUNDS] [-t MSEC] JSON-FILE MACHINE");
	/* A partner that has gone is seen by what send returns. */
	(void)signal(SIGPIPE, SIG_IGN);
	measure_all(&options);
	table_print(argv[optind + 1]);
	claims_print();
	table_write(argv[optind], argv[optind + 1]);
	return 0;
}
