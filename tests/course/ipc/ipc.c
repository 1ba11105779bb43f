/*
 * Measures what mechanisms by which two processes can talk cost: a message of
 * 16 bytes to 64 KiB, streamed one way or there and back, on one core or two;
 * setting up; a context switch. Prints tables, and below them the textbooks'
 * claims with the figures for and against each.
 *	ipc [ROUNDS [MSEC]]
 */
#define _GNU_SOURCE /* sched_setaffinity */
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "mechanism.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"

/* --- One mechanism ---------------------------------------------------- */

enum way {
	STREAMED, /* one side sends, the other receives */
	TRIP, /* a message there, then one back */
	WAYS
};

/* Not timed: so many touch all the memory that a mechanism has. */
#define WARM_UP 128

/* How many go between two looks at the clock. */
#define BETWEEN_LOOKS 16

/* The number of the last message, which the partner always answers. */
#define LAST UINT64_MAX

/* One end of a channel in use. */
struct talk {
	const struct mechanism *mechanism;
	void *channel;
	struct message *message;
	enum way way;
};

#ifdef __linux__
static struct {
	cpu_set_t all; /* what the system gave us */
	bool known;
	cpu_set_t partner;
} cores;

/* The first one of all from that on; CPU_SETSIZE if there is none. */
static size_t
core_from(size_t core)
{
	while (core < CPU_SETSIZE && !CPU_ISSET(core, &cores.all))
		core++;
	return core;
}

/*
 * Keeps this process on one core, and the partner that it forks there too or
 * on another. False where there is no other one, or no such call.
 */
static bool
measure_cores(bool apart)
{
	cpu_set_t own;

	if (!cores.known)
		cores.known =
		    sched_getaffinity(0, sizeof(cores.all), &cores.all) == 0;
	const size_t first = core_from(0);
	const size_t second = apart ? core_from(first + 1) : first;
	if (!cores.known || second >= CPU_SETSIZE)
		return false;
	CPU_ZERO(&own);
	CPU_SET(first, &own);
	CPU_ZERO(&cores.partner);
	CPU_SET(second, &cores.partner);
	return sched_setaffinity(0, sizeof(own), &own) == 0;
}

/* It ends with its parent, however that ends. */
static void
be_partner(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* else it may wait for ever */
	/* Where it fails, the figures are those of the system's choice. */
	(void)sched_setaffinity(0, sizeof(cores.partner), &cores.partner);
}
#else
static bool
measure_cores(bool apart)
{
	return !apart;
}

static void
be_partner(void)
{
}
#endif

static bool
put(const struct talk *talk, uint64_t number)
{
	memcpy(talk->message->text, &number, sizeof(number));
	return talk->mechanism->send(talk->channel, talk->message);
}

static bool
get(const struct talk *talk, uint64_t *number)
{
	if (!talk->mechanism->receive(talk->channel, talk->message))
		return false;
	memcpy(number, talk->message->text, sizeof(*number));
	return true;
}

/* The partner: false if a message did not come, or not in its turn. */
static bool
answer(const struct talk *talk)
{
	uint64_t number = 0;

	for (uint64_t next = 0; number != LAST; next++) {
		if (!get(talk, &number) || (number != next && number != LAST))
			return false;
		if ((talk->way == TRIP || number == LAST) && !put(talk, number))
			return false;
	}
	return true;
}

static void
say(const struct talk *talk, uint64_t number)
{
	uint64_t back = number;

	if (!put(talk, number) ||
	    ((talk->way == TRIP || number == LAST) && !get(talk, &back)))
		die_errno(EX_OSERR, "%s: message %ju was not carried",
		    talk->mechanism->name, (uintmax_t)number);
	if (back != number)
		die(EX_SOFTWARE, "%s: message %ju came back as %ju",
		    talk->mechanism->name, (uintmax_t)number, (uintmax_t)back);
}

/* The answer to the last message says that all have come. */
static double
time_messages(const struct talk *talk, usec time)
{
	uint64_t number = 0;

	while (number < WARM_UP)
		say(talk, number++);
	const usec start = clock_mono();
	do
		for (int i = 0; i < BETWEEN_LOOKS; i++)
			say(talk, number++);
	while (clock_mono() - start < time);
	say(talk, LAST);
	return (double)(clock_mono() - start) / (double)(number - WARM_UP + 1);
}

static double
time_talk(const struct talk *talk, usec time)
{
	const struct mechanism *mechanism = talk->mechanism;
	const pid_t partner = fork();
	int status;

	if (partner == -1)
		die_errno(EX_OSERR, "%s: cannot fork", mechanism->name);
	mechanism->keep(talk->channel, partner == 0 ? RIGHT : LEFT);
	if (partner == 0) {
		be_partner();
		_exit(answer(talk) ? 0 : 1);
	}
	const double each = time_messages(talk, time);
	if (waitpid(partner, &status, 0) != partner || status != 0)
		die(EX_SOFTWARE, "%s: the partner has failed", mechanism->name);
	return each;
}

/*
 * Runs for about that long, and checks every message to be the next one.
 * Returns microseconds for each message, or for each trip of two; NAN where the
 * mechanism does not carry messages of that size.
 */
static double
measure(const struct mechanism *mechanism, size_t size, enum way way, usec time)
{
	struct talk talk = {
		.mechanism = mechanism,
		.channel = mechanism->open(size),
		.way = way,
	};

	if (talk.channel == NULL)
		return NAN;
	talk.message = calloc(1, sizeof(struct message) + size);
	if (talk.message == NULL)
		die_errno(EX_OSERR, "no room for %zu bytes", size);
	const double each = time_talk(&talk, time);
	free(talk.message);
	mechanism->close(talk.channel);
	return each;
}

/* Microseconds to open a channel and to close it again; NAN: there is none. */
static double
measure_set_up(const struct mechanism *mechanism, size_t size, usec time)
{
	const usec start = clock_mono();
	usec took = 0;
	unsigned count = 0;

	for (; took < time; count++) {
		void *channel = mechanism->open(size);
		if (channel == NULL)
			return NAN;
		mechanism->close(channel);
		took = clock_mono() - start;
	}
	return (double)took / count;
}

/* Microseconds to write a message to a pipe and read it, in one process. */
static double
measure_calls(size_t size, usec time)
{
	char text[MESSAGE_MOST] = "";
	int line[2];
	unsigned count = 0;
	usec took = 0;

	if (pipe(line) != 0)
		die_errno(EX_OSERR, "cannot make a pipe");
	const usec start = clock_mono();
	while (took < time) {
		for (int i = 0; i < BETWEEN_LOOKS; i++, count++)
			if (!io_write_all(line[1], text, size) ||
			    io_read(line[0], text, size) != (ssize_t)size)
				die_errno(EX_OSERR, "a pipe has failed");
		took = clock_mono() - start;
	}
	io_close(&line[0]);
	io_close(&line[1]);
	return (double)took / count;
}

/* --- All of them ------------------------------------------------------ */

#define ROUNDS_MOST 64
#define MSEC_MOST 10000
#define SET_UP_SIZE 64 /* a channel is set up for lines of chat */
#define CLAIMED 4600 /* the size of which the claim speaks */
#define PLACES 2 /* on one core, or on two */

/* The pipe is the first, and shared memory the last. */
static const struct mechanism *const mechanisms[] = {
	&pipe_mechanism,
	&fifo_mechanism,
	&stream_mechanism,
	&queue_mechanism,
	&memory_mechanism,
};
#define MECHANISMS COUNT(mechanisms)
#define PIPE 0
#define MEMORY (MECHANISMS - 1)

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
};

static struct {
	struct results of[PLACES][WAYS][SIZES][MECHANISMS];
	struct results set_up[MECHANISMS];
	struct results calls; /* write and read, without a switch */
	size_t rounds;
	usec time; /* of one measurement */
} table = { .rounds = 9, .time = 20 * MSEC };

/* --- Results ---------------------------------------------------------- */

/* NAN is none. */
static void
add(struct results *results, double result)
{
	size_t place = results->count;

	if (isnan(result))
		return;
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
	    "more). *: the fastest at this size. -: not carried.\nqueue, "
	    "memory: System V, the memory with semaphores; socket: a pair "
	    "of UNIX\nsockets. Messages are copied in and out.\n",
	    table.rounds);
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
		for (enum way way = STREAMED; way < WAYS; way++) {
			(void)printf("  %-10s %-9s memory is faster at ",
			    ways[way], places[place]);
			const bool below = print_sizes(
			    table.of[place][way], true, MEMORY, PIPE);
			(void)printf("; the pipe at ");
			const bool above = print_sizes(
			    table.of[place][way], false, PIPE, MEMORY);
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
