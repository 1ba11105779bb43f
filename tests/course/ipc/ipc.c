/*
 * ipc [ROUNDS [MSEC]]: what ways for two processes to talk cost: a message of
 * 16 bytes to 64 KiB, streamed one way or there and back, on one core or two;
 * setting up; a context switch. Prints tables, and below them the textbooks'
 * claims with the figures for and against each.
 */
#define _GNU_SOURCE /* sched_setaffinity */
#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <time.h>

#include "../lab/ipc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MESSAGE_MOST 65536
#define CLAIMED 4600 /* the size of which the claim speaks */
#define SLOTS 64 /* of a ring */
#define LINE 64 /* each is in one of its own: a line moves to its writer */
#define ROUNDS_MOST 64
#define WARM_UP 128 /* not timed: so many touch all memory */
#define BETWEEN_LOOKS 16 /* messages, at the clock */
#define LAST UINT64_MAX /* a number that the partner always answers */

enum way { PIPE, SOCKET, QUEUE, MEMORY, WAYS };
enum side { LEFT, RIGHT, SIDES };
enum form { STREAMED, TRIP, FORMS };
enum { FREE, FILLED }; /* a ring's semaphores */

/* Of shared memory; its semaphores count the slots. */
struct ring {
	_Alignas(LINE) uint64_t put; /* messages, by who puts them in */
	_Alignas(LINE) uint64_t taken; /* by who takes them out */
	_Alignas(LINE) char slots[SLOTS][MESSAGE_MOST];
};

/* Two processes talk; this is one of them. */
static struct {
	size_t size;
	enum side side;
	int in[SIDES], out[SIDES]; /* of each side's pipes, or socket */
	int queue, semaphores;
	struct ring *rings; /* of what comes to each side */
	struct {
		long type; /* msgsnd wants it here */
		char text[MESSAGE_MOST];
	} message;
} talk;

/* --- Messages ------------------------------------------------------------ */

static void
send_by_pipe(void)
{
	for (size_t sent = 0; sent < talk.size;)
		sent += (size_t)must("write",
		    write(talk.out[talk.side], talk.message.text + sent,
			talk.size - sent));
}

/* A pipe is a stream of bytes: one read may bring a part of a message. */
static void
receive_by_pipe(void)
{
	for (size_t got = 0; got < talk.size;) {
		const int count = must("read",
		    read(talk.in[talk.side], talk.message.text + got,
			talk.size - got));
		if (count == 0)
			exit(1); /* the other one is gone */
		got += (size_t)count;
	}
}

/* One queue serves both ways: the type says which side a message is for. */
static void
send_by_queue(void)
{
	talk.message.type = 1 + !talk.side;
	must("msgsnd", msgsnd(talk.queue, &talk.message, talk.size, 0));
}

static void
receive_by_queue(void)
{
	must("msgrcv",
	    msgrcv(
		talk.queue, &talk.message, talk.size, 1 + (long)talk.side, 0));
}

static void
send_by_memory(void)
{
	const int to = !talk.side;
	struct ring *ring = &talk.rings[to];

	must_change(talk.semaphores, 2 * to + FREE, -1, 0);
	memcpy(ring->slots[ring->put++ % SLOTS], talk.message.text, talk.size);
	must_change(talk.semaphores, 2 * to + FILLED, 1, 0);
}

static void
receive_by_memory(void)
{
	const int own = (int)talk.side;
	struct ring *ring = &talk.rings[own];

	must_change(talk.semaphores, 2 * own + FILLED, -1, 0);
	memcpy(
	    talk.message.text, ring->slots[ring->taken++ % SLOTS], talk.size);
	must_change(talk.semaphores, 2 * own + FREE, 1, 0);
}

/* --- Setting up ---------------------------------------------------------- */

static void
open_pipes(void)
{
	for (int side = 0; side < SIDES; side++) {
		int fd[2];

		must("pipe", pipe(fd));
		talk.in[side] = fd[0];
		talk.out[!side] = fd[1];
	}
}

static void
open_sockets(void)
{
	must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, talk.in));
	for (int side = 0; side < SIDES; side++)
		talk.out[side] = must("dup", dup(talk.in[side]));
}

/* While both have all ends open, neither can see that the other is gone. */
static void
close_side(enum side side)
{
	must("close", close(talk.in[side]));
	must("close", close(talk.out[side]));
}

static unsigned short counts[2 * SIDES] = { SLOTS, 0, SLOTS, 0 };

static void
make_and_remove_queue(void)
{
	remove_queue(must("msgget", msgget(IPC_PRIVATE, NEW)));
}

static void
make_and_remove_memory(void)
{
	object.key = IPC_PRIVATE;
	object.size = COUNT(counts);
	object.values = counts;
	remove_semaphores(must("semget", make_semaphores()));
	object.size = SIDES * sizeof(struct ring);
	const int id = must("shmget", make_memory());
	must("shmdt", shmdt(must_attach(id, 0)));
	remove_memory(id);
}

static const struct {
	const char *name;
	void (*send)(void), (*receive)(void);
	void (*open)(void); /* before each talk; null if it is there */
	void (*make_and_remove)(void);
} ways[WAYS] = {
	[PIPE] = { "pipe", send_by_pipe, receive_by_pipe, open_pipes, NULL },
	[SOCKET] = { "socket", send_by_pipe, receive_by_pipe, open_sockets,
	    NULL },
	[QUEUE] = { "queue", send_by_queue, receive_by_queue, NULL,
	    make_and_remove_queue },
	[MEMORY] = { "memory", send_by_memory, receive_by_memory, NULL,
	    make_and_remove_memory },
};

/* --- One measurement ----------------------------------------------------- */

/* 4096 is a page, and what a pipe takes whole. */
static const size_t sizes[] = { 16, 64, 256, 1024, 4096, CLAIMED, 16384,
	MESSAGE_MOST };
#define SIZES COUNT(sizes)

static const char *const forms[] = { "streamed", "round trip" };
static const char *const places[] = { "one core", "two cores" };

/* What came of one measurement that is made several times over. */
struct results {
	double values[ROUNDS_MOST]; /* in microseconds, sorted */
	size_t count;
};

static struct {
	struct results of[COUNT(places)][FORMS][SIZES][WAYS];
	struct results set_up[WAYS];
	struct results calls; /* write and read, without a switch */
	long rounds;
	double time; /* of one measurement, in microseconds */
} table = { .rounds = 9, .time = 20000 };

/* Microseconds. */
static double
now(void)
{
	struct timespec time;

	must("clock_gettime", clock_gettime(CLOCK_MONOTONIC, &time));
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Puts this process on the first of its cores, or on the second. */
static bool
run_on(bool second)
{
#ifdef __linux__
	static cpu_set_t all;
	cpu_set_t one;
	int skipped = 0;

	if (CPU_COUNT(&all) == 0)
		must("affinity", sched_getaffinity(0, sizeof(all), &all));
	for (size_t core = 0; core < CPU_SETSIZE; core++)
		if (CPU_ISSET(core, &all) && skipped++ == second) {
			CPU_ZERO(&one);
			CPU_SET(core, &one);
			return sched_setaffinity(0, sizeof(one), &one) == 0;
		}
#endif
	return !second;
}

static void
put(enum way way, uint64_t number)
{
	memcpy(talk.message.text, &number, sizeof(number));
	ways[way].send();
}

static uint64_t
get(enum way way)
{
	uint64_t number;

	ways[way].receive();
	memcpy(&number, talk.message.text, sizeof(number));
	return number;
}

/* The partner: each message must come in its turn. */
static void
answer(enum way way, enum form form)
{
	uint64_t number = 0;

	for (uint64_t next = 0; number != LAST; next++) {
		number = get(way);
		if (number != next && number != LAST)
			_exit(1);
		if (form == TRIP || number == LAST)
			put(way, number);
	}
	_exit(0);
}

static void
tell(enum way way, enum form form, uint64_t number)
{
	put(way, number);
	if ((form == TRIP || number == LAST) && get(way) != number) {
		errno = EBADMSG;
		must(ways[way].name, -1);
	}
}

/* The answer to the last message says that all have come. */
static double
time_messages(enum way way, enum form form)
{
	uint64_t number = 0;

	while (number < WARM_UP)
		tell(way, form, number++);
	const double start = now();
	do
		for (int i = 0; i < BETWEEN_LOOKS; i++)
			tell(way, form, number++);
	while (now() - start < table.time);
	tell(way, form, LAST);
	return (now() - start) / (double)(number - WARM_UP + 1);
}

/* A queue has limits, which POSIX leaves open: so this tries. */
static bool
carries(enum way way)
{
	talk.message.type = SIDES + 1;
	return way != QUEUE ||
	    (msgsnd(talk.queue, &talk.message, talk.size, IPC_NOWAIT) == 0 &&
		msgrcv(talk.queue, &talk.message, talk.size, SIDES + 1, 0) >=
		    0);
}

/*
 * Returns microseconds for each message, or for each trip of two; NAN if
 * messages of that size are not carried.
 */
static double
measure(enum way way, size_t size, enum form form, bool apart)
{
	talk.size = size;
	if (!carries(way))
		return NAN;
	if (ways[way].open != NULL)
		ways[way].open();
	const pid_t partner = must_fork();
	talk.side = partner == 0 ? RIGHT : LEFT;
	if (ways[way].open != NULL)
		close_side(!talk.side);
	if (partner == 0) {
		(void)run_on(apart); /* or where the system likes */
		answer(way, form);
	}
	const double each = time_messages(way, form);
	must("the partner", status_of(partner) == 0 ? 0 : -1);
	if (ways[way].open != NULL)
		close_side(LEFT);
	return each;
}

/* Microseconds; no object is there when a signal comes. */
static double
measure_set_up(enum way way)
{
	sigset_t all, before;
	unsigned count = 0;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	const double start = now();
	for (; now() - start < table.time; count++)
		if (ways[way].open == NULL) {
			ways[way].make_and_remove();
		} else {
			ways[way].open();
			close_side(LEFT);
			close_side(RIGHT);
		}
	const double took = now() - start;
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return took / count;
}

/* Microseconds to write a message to a pipe and read it, in one process. */
static double
measure_calls(void)
{
	unsigned count = 0;

	talk.size = sizes[0];
	open_pipes();
	const double start = now();
	for (; now() - start < table.time; count++) {
		talk.side = LEFT;
		send_by_pipe();
		talk.side = RIGHT;
		receive_by_pipe();
	}
	const double took = now() - start;
	close_side(LEFT);
	close_side(RIGHT);
	return took / count;
}

/* --- All of them --------------------------------------------------------- */

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

static void
measure_place(bool apart)
{
	if (apart && !run_on(true))
		return;
	(void)run_on(false);
	for (int form = 0; form < FORMS; form++)
		for (size_t size = 0; size < SIZES; size++)
			for (int way = 0; way < WAYS; way++)
				add(&table.of[apart][form][size][way],
				    measure((enum way)way, sizes[size],
					(enum form)form, apart));
}

/* All of it several times over, so that what else goes on hits all alike. */
static void
measure_all(void)
{
	for (long round = 1; round <= table.rounds; round++) {
		(void)fprintf(
		    stderr, "ipc: round %ld of %ld\n", round, table.rounds);
		measure_place(true);
		measure_place(false);
		for (int way = 0; way < WAYS; way++)
			add(&table.set_up[way], measure_set_up((enum way)way));
		add(&table.calls, measure_calls());
	}
}

/* A row of medians, and behind each the range of the middle half in per cent.
 */
static void
print_row(const char *name, const struct results *row)
{
	printf("%6s", name);
	for (int way = 0; way < WAYS; way++) {
		const double value = median(&row[way]);
		const double range = 100 *
		    (quartile(&row[way], 3) - quartile(&row[way], 1)) / value;

		if (isnan(value))
			printf(" %11s", "-    ");
		else
			printf(" %7.2f %3.0f", value, range);
	}
	printf("\n");
}

static void
print_table(const char *what, const char *where, size_t rows,
    const struct results (*table_rows)[WAYS])
{
	printf("\nus %s%s\n      ", what, where);
	for (int way = 0; way < WAYS; way++)
		printf(" %7s   %%", ways[way].name);
	printf("\n");
	for (size_t row = 0; row < rows; row++) {
		char name[8] = "";

		if (rows > 1)
			(void)snprintf(name, sizeof(name), "%zu", sizes[row]);
		print_row(name, table_rows[row]);
	}
}

/* --- The textbooks' claims ----------------------------------------------- */

/*
 * Names the sizes at which a is faster than b, by more than chance (three
 * quarters of its results are below three quarters of the other's), if they are
 * below the claimed one or, otherwise, not below it; true if these are all.
 */
static bool
print_sizes(
    const struct results (*row)[WAYS], bool below, enum way a, enum way b)
{
	bool all = true, any = false;

	for (size_t size = 0; size < SIZES; size++) {
		if ((sizes[size] < CLAIMED) != below)
			continue;
		if (quartile(&row[size][a], 3) >= quartile(&row[size][b], 1)) {
			all = false;
			continue;
		}
		printf("%s%zu", any ? " " : "", sizes[size]);
		any = true;
	}
	printf(any ? "" : "none");
	return all;
}

/* Both claims on sizes, for one form of talk in one place. */
static bool
print_claims(size_t place, int form)
{
	const struct results(*rows)[WAYS] = table.of[place][form];
	const double least = median(&rows[0][PIPE]);
	const double most = median(&rows[SIZES - 1][PIPE]);

	printf(
	    "  %-10s %-9s  memory is faster at ", forms[form], places[place]);
	const bool below = print_sizes(rows, true, MEMORY, PIPE);
	printf("; the pipe at ");
	const bool above = print_sizes(rows, false, PIPE, MEMORY);
	printf("\n%24sin a pipe, %zu bytes take %.1f times as long as %zu\n",
	    "", sizes[SIZES - 1], most / least, sizes[0]);
	return below && above;
}

/* A trip by pipes on one core is two switches, two writes and two reads. */
static void
print_switch(void)
{
	const double half = median(&table.of[0][TRIP][0][PIPE]) / 2;
	const double calls = median(&table.calls);

	printf("\n\"A context switch is pure overhead.\"\n"
	       "  One message to the other process, on one core: %.2f us; "
	       "write and read without\n  a switch: %.2f us. A context "
	       "switch costs the difference: %.2f us.\n",
	    half, calls, half - calls);
}

static void
print_all(void)
{
	int held = 0;

	for (size_t place = 0; place < COUNT(places); place++)
		for (int form = 0; form < FORMS; form++)
			print_table(form == TRIP ?
				"for a round trip, on " :
				"for a message, streamed, on ",
			    places[place], SIZES, table.of[place][form]);
	print_table(
	    "to set up and to remove again, once", "", 1, &table.set_up);
	printf("\nMedian of %ld interleaved runs, and how far apart the "
	       "quartiles are, in per cent\nof it. -: not carried. queue, "
	       "memory: System V, the memory with semaphores;\nsocket: a pair "
	       "of UNIX sockets. Messages are copied in and out.\n\n"
	       "\"Below 4,600 bytes shared memory is faster, above that a "
	       "pipe.\" \"A pipe's time does\nnot depend on the amount; only "
	       "its set-up costs.\"\nOf the sizes below that, and of the "
	       "others (quartiles apart):\n",
	    table.rounds);
	for (size_t place = 0; place < COUNT(places); place++)
		for (int form = 0; form < FORMS; form++)
			held += print_claims(place, form);
	printf("The claim holds in %d of these %zu cases. The set-up of two "
	       "pipes costs as much as %.0f\nmessages of %zu bytes.\n",
	    held, COUNT(places) * FORMS,
	    median(&table.set_up[PIPE]) /
		median(&table.of[0][STREAMED][1][PIPE]),
	    sizes[1]);
	print_switch();
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		table.rounds = strtol(argv[1], NULL, 10);
	if (argc > 2)
		table.time = 1000 * strtod(argv[2], NULL);
	if (table.rounds < 1 || table.rounds > ROUNDS_MOST || table.time <= 0) {
		(void)fprintf(stderr, "usage: ipc [ROUNDS [MSEC]]\n");
		return 64;
	}
	talk.queue = keep_queue(IPC_PRIVATE);
	talk.semaphores = keep_semaphores(IPC_PRIVATE, COUNT(counts), counts);
	talk.rings = must_attach(
	    keep_memory(IPC_PRIVATE, SIDES * sizeof(struct ring)), 0);
	measure_all();
	print_all();
	return 0;
}
