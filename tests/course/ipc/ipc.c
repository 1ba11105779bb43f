/*
 * Measures what mechanisms by which two processes can talk cost: a message of
 * 16 bytes to 64 KiB, streamed one way or there and back, on one core or two;
 * setting up; a context switch. Prints tables, and below them the textbooks'
 * claims with the figures for and against each.
 *	ipc [ROUNDS [MSEC]]
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "shared/die.h"
#include "shared/str.h"

#define ROUNDS_MOST 64
#define MSEC_MOST 10000
#define SET_UP_SIZE 64 /* a channel is set up for lines of chat */
#define CLAIMED 4600 /* the size of which the claim speaks */
#define PLACES 2 /* on one core, or on two */

/* The pipe is the first, and the last two are shared memory. */
static const struct mechanism *const mechanisms[] = {
	&pipe_mechanism,
	&fifo_mechanism,
	&stream_mechanism,
	&seqpacket_mechanism,
	&sysv_queue_mechanism,
	&posix_queue_mechanism,
	&sysv_shm_mechanism,
	&posix_shm_mechanism,
};
#define MECHANISMS COUNT(mechanisms)
#define PIPE 0
#define FIRST_MEMORY 6

/* 4096 is a page, and what a pipe takes whole. */
static const size_t sizes[] = { MESSAGE_LEAST, 64, 256, 1024, 4096, CLAIMED,
	16384, MESSAGE_MOST };
#define SIZES COUNT(sizes)

static const char *const ways[] = {
	[STREAMED] = "streamed",
	[TRIP] = "round trip",
};
static const char *const places[] = { "one core", "two cores" };

/* What came of one measurement that is made several times over. */
struct results {
	double values[ROUNDS_MOST]; /* in microseconds, sorted */
	size_t count;
	int error; /* why there are none */
};

static struct {
	struct results of[PLACES][WAYS][SIZES][MECHANISMS];
	struct results set_up[MECHANISMS];
	struct results calls; /* write and read, without a switch */
	size_t rounds;
	usec time; /* of one measurement */
} table = { .rounds = 9, .time = 20 * MSEC };

/* --- Results ---------------------------------------------------------- */

/* NAN is none: errno says why. */
static void
add(struct results *results, double result)
{
	size_t place = results->count;

	if (isnan(result)) {
		results->error = errno;
		return;
	}
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

/* Returns the number of the fastest in a row. */
static size_t
fastest(const struct results *row)
{
	size_t best = 0;

	for (size_t i = 1; i < MECHANISMS; i++)
		if (median(&row[i]) < median(&row[best]))
			best = i;
	return best;
}

/*
 * A row of medians with three digits, a mark at the fastest, and the range of
 * the middle half in per cent, at most 99.
 */
static void
print_row(const struct results *row)
{
	for (size_t i = 0; i < MECHANISMS; i++) {
		const double value = median(&row[i]);
		const double range =
		    100 * (quartile(&row[i], 3) - quartile(&row[i], 1)) / value;
		if (isnan(value))
			(void)printf(" %8s", "-   ");
		else
			(void)printf(" %c%4.*f %2.0f",
			    i == fastest(row) ? '*' : ' ',
			    value < 9.995 ? 2 : value < 99.95, value,
			    range < 99 ? range : 99);
	}
	(void)printf("\n");
}

/* --- Measuring -------------------------------------------------------- */

/* Between two measurements, no object of System V is there to be left. */
static void
end_if_told(void)
{
	sigset_t told;

	if (sigpending(&told) == 0 &&
	    (sigismember(&told, SIGINT) == 1 ||
		sigismember(&told, SIGTERM) == 1))
		exit(128 + SIGINT);
}

static void
measure_place(bool apart)
{
	for (enum way way = STREAMED; way < WAYS; way++)
		for (size_t size = 0; size < SIZES; size++)
			for (size_t i = 0; i < MECHANISMS; i++) {
				end_if_told();
				add(&table.of[apart][way][size][i],
				    measure(mechanisms[i], sizes[size], way,
					table.time));
			}
}

/* All of it several times over, so that what else goes on hits all alike. */
static void
measure_all(void)
{
	for (size_t round = 1; round <= table.rounds; round++) {
		complain("round %zu of %zu", round, table.rounds);
		if (measure_cores(true))
			measure_place(true);
		(void)measure_cores(false); /* else on any */
		measure_place(false);
		for (size_t i = 0; i < MECHANISMS; i++)
			add(&table.set_up[i],
			    measure_set_up(
				mechanisms[i], SET_UP_SIZE, table.time));
		add(&table.calls, measure_calls(MESSAGE_LEAST, table.time));
	}
}

/* --- The tables ------------------------------------------------------- */

static void
print_names(const char *before)
{
	(void)printf("%s", before);
	for (size_t i = 0; i < MECHANISMS; i++)
		(void)printf(" %8s", mechanisms[i]->name);
	(void)printf("\n");
}

/* Either place and way tells what a mechanism does not carry. */
static void
print_reasons(void)
{
	for (size_t i = 0; i < MECHANISMS; i++)
		for (size_t size = 0; size < SIZES; size++) {
			const int error = table.of[0][STREAMED][size][i].error;
			const char *bound = mechanisms[i]->bound;
			if (error != 0)
				(void)printf("- %s, %zu bytes: %s (%s)\n",
				    mechanisms[i]->name, sizes[size],
				    strerror(error),
				    bound != NULL ? bound : "no bound known");
		}
}

static void
print_tables(void)
{
	for (size_t place = 0; place < PLACES; place++)
		for (enum way way = STREAMED; way < WAYS; way++) {
			(void)printf("\nus per %s, %s\n",
			    way == TRIP ? "round trip" : "message, streamed",
			    place == 0 ? "both processes on one core" :
					 "each process on a core of its own");
			print_names(" bytes");
			for (size_t size = 0; size < SIZES; size++) {
				(void)printf("%6zu", sizes[size]);
				print_row(table.of[place][way][size]);
			}
		}
	(void)printf("\nus to set up and to remove again, once\n");
	print_names("      ");
	(void)printf("set-up");
	print_row(table.set_up);
	(void)printf(
	    "\nMedian of %zu interleaved runs, and behind it how far "
	    "apart the quartiles are,\nin per cent of it (99: that or "
	    "more). *: the fastest at this size. q: message\nqueue; "
	    "m: shared memory, a ring of messages, with semaphores of the "
	    "same\nfamily; socket, seqpkt: a pair of UNIX sockets. Messages "
	    "are copied in and out.\n",
	    table.rounds);
	print_reasons();
}

/* --- The textbooks' claims -------------------------------------------- */

/*
 * Names the sizes at which a is faster than b, by more than chance (three
 * quarters of its results are below three quarters of the other's), if they are
 * below the claimed one or, otherwise, not below it; true if these are all.
 */
static bool
print_sizes(struct results (*row)[MECHANISMS], bool below, size_t a, size_t b)
{
	bool all = true;
	const char *before = "";

	for (size_t size = 0; size < SIZES; size++) {
		if ((sizes[size] < CLAIMED) != below)
			continue;
		if (quartile(&row[size][a], 3) < quartile(&row[size][b], 1)) {
			(void)printf("%s%zu", before, sizes[size]);
			before = " ";
		} else {
			all = false;
		}
	}
	(void)printf(*before == '\0' ? "none" : "");
	return all;
}

static void
print_sizes_claim(void)
{
	int cases = 0, held = 0;

	(void)printf(
	    "\n\"Below 4,600 bytes shared memory is faster, above that "
	    "a pipe.\"\nOf the sizes below that, and of the others "
	    "(quartiles apart):\n");
	for (size_t place = 0; place < PLACES; place++)
		for (enum way way = STREAMED; way < WAYS; way++)
			for (size_t i = FIRST_MEMORY; i < MECHANISMS; i++) {
				(void)printf("  %-10s %-9s %-7s is faster at ",
				    ways[way], places[place],
				    mechanisms[i]->name);
				const bool below = print_sizes(
				    table.of[place][way], true, i, PIPE);
				(void)printf("; the pipe at ");
				const bool above = print_sizes(
				    table.of[place][way], false, PIPE, i);
				(void)printf("\n");
				held += below && above;
				cases++;
			}
	(void)printf("The claim holds in %d of these %d cases.\n", held, cases);
}

static void
print_amount_claim(void)
{
	const double set_up = median(&table.set_up[PIPE]);
	const double each = median(&table.of[0][STREAMED][1][PIPE]);

	(void)printf(
	    "\n\"A pipe's time does not depend on the amount; only its "
	    "set-up costs.\"\n");
	for (size_t place = 0; place < PLACES; place++)
		for (enum way way = STREAMED; way < WAYS; way++) {
			const double least =
			    median(&table.of[place][way][0][PIPE]);
			const double most =
			    median(&table.of[place][way][SIZES - 1][PIPE]);
			if (isnan(least) || isnan(most))
				continue;
			(void)printf("  %-10s %-9s %zu bytes take %.2f us, "
				     "%zu bytes %.1f us: %.1f times as long\n",
			    ways[way], places[place], sizes[0], least,
			    sizes[SIZES - 1], most, most / least);
		}
	(void)printf("The set-up of two pipes, %.1f us, costs as much as %.0f "
		     "messages of %zu bytes.\n",
	    set_up, set_up / each, sizes[1]);
}

/* A trip by pipes on one core is two switches, two writes and two reads. */
static void
print_switch(void)
{
	const double half = median(&table.of[0][TRIP][0][PIPE]) / 2;
	const double away = median(&table.of[1][TRIP][0][PIPE]) / 2;
	const double calls = median(&table.calls);

	(void)printf("\n\"A context switch is pure overhead.\"\n"
		     "  One message to the other process, on one core: %.2f "
		     "us; write and read without\n  a switch: %.2f us. A "
		     "context switch costs the difference: %.2f us.\n",
	    half, calls, half - calls);
	if (!isnan(away))
		(void)printf("  To a process that sleeps on another core: %.2f "
			     "us, which is %.2f us for its\n  wake-up.\n",
		    away, away - calls);
}

static uint64_t
number_of(const char *text, uint64_t most)
{
	uint64_t number = 0;

	if (!str_to_number(str_from(text), most, &number) || number == 0)
		die(EX_USAGE, "%s is no number from 1 to %ju", text,
		    (uintmax_t)most);
	return number;
}

int
main(int argc, char **argv)
{
	sigset_t held;

	die_name("ipc");
	if (argc > 3)
		die(EX_USAGE, "usage: ipc [ROUNDS [MSEC]]");
	if (argc > 1)
		table.rounds = number_of(argv[1], ROUNDS_MOST);
	if (argc > 2)
		table.time = number_of(argv[2], MSEC_MOST) * MSEC;
	/* A partner that has gone is seen by what send returns. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&held);
	(void)sigaddset(&held, SIGINT);
	(void)sigaddset(&held, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &held, NULL); /* all of these are valid */
	measure_all();
	print_tables();
	(void)printf("\nThe textbooks' claims, and what was measured here\n");
	print_sizes_claim();
	print_amount_claim();
	print_switch();
	return 0;
}
