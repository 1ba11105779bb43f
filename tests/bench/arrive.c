/*
 * The generator of clients that say nothing: it connects many, each of which
 * takes its name and joins a group of ten, and prints how many came in a second
 * and how much memory each takes (lib/measure.h). They stay until it is
 * killed, so that others can be measured beside them. Run by the scripts in
 * tests/bench. Linux only, as crowd.h is.
 */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/cost.h"
#include "tests/bench/lib/crowd.h"
#include "tests/bench/lib/dialect.h"
#include "tests/bench/lib/measure.h"

#define GROUP_SIZE 10
#define GROUP_FIRST 10000 /* above those of load, which may run beside it */

struct options {
	const char *server;
	const char *name; /* of the server, in the results */
	const struct dialect *dialect;
	pid_t pid; /* of the server */
	size_t count; /* clients */
	bool memory; /* look at it when all are in */
	int ready; /* stay, and say here that all are in; or -1 */
};

/* Small groups, or each who joins would have to be told to thousands. */
static struct seat
seat_of(size_t number)
{
	return (struct seat) {
		.group = GROUP_FIRST + number / GROUP_SIZE,
		.place = 1 + number % GROUP_SIZE,
	};
}

static void
rest(usec time)
{
	const struct timespec pause = clock_spec(time);

	/* Cut short by a signal it is shorter, and a figure less sure. */
	(void)nanosleep(&pause, NULL);
}

/* Returns how many came in a second. */
static double
fill(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->count; i++)
		crowd->clients[i].seat = seat_of(i);
	const usec start = clock_mono();
	crowd_enter(crowd);
	const usec took = clock_mono() - start;
	crowd_settle(crowd);
	return (double)crowd->count * (double)SEC / (double)took;
}

/*
 * The memory is the whole machine's, and includes the sockets and this process.
 */
static void
print_memory(const struct options *options, double before)
{
	struct result result;
	struct cost cost;

	result_init(&result, options->name);
	result.load =
	    (struct load) { .kind = KIND_IDLE, .idle = options->count };
	result.value[MEMORY] =
	    (before - cost_available()) / (double)options->count;
	cost_init(&cost, options->pid, options->count);
	result.value[PSS] = cost_memory(&cost);
	cost_free(&cost);
	result_print(&result);
}

static void
print_rate(const struct options *options, double rate, double cpu)
{
	struct result result;
	struct cost cost;

	result_init(&result, options->name);
	result.load.kind = KIND_CONNECT;
	result.load.idle = options->count;
	result.value[CONNECTS] = rate;
	cost_init(&cost, options->pid, options->count);
	result.value[CPU_PARENT] =
	    (cost_cpu_server(&cost) - cpu) * 1e6 / (double)options->count;
	result.value[CPU_WORKER] =
	    cost_cpu_workers(&cost) * 1e6 / (double)options->count;
	cost_free(&cost);
	result_print(&result);
}

/* The machine's own figures follow within a second. */
static void
bring(const struct options *options)
{
	const struct cost server = { .server = options->pid };
	struct crowd crowd;
	int ready = options->ready;

	crowd_init(&crowd, options->dialect, options->server, options->count);
	if (options->memory)
		rest(SEC);
	const double before = cost_available();
	const double cpu = cost_cpu_server(&server);
	print_rate(options, fill(&crowd), cpu);
	if (options->memory) {
		rest(SEC);
		print_memory(options, before);
	}
	if (ready != -1 && !io_write_all(ready, "\n", 1))
		die_errno(EX_IOERR, "cannot write to descriptor %d", ready);
	if (ready != -1) {
		io_close(&ready);
		(void)pause(); /* until it is killed */
	}
	crowd_free(&crowd);
}

/* --- Options ---------------------------------------------------------- */

static void
set_option(int option, struct options *options)
{
	switch (option) {
	case 's':
		options->server = optarg;
		break;
	case 'p':
		options->pid = (pid_t)number_option(optarg, 1, INT32_MAX);
		break;
	case 'n':
		options->name = optarg;
		break;
	case 'd':
		options->dialect = dialect_find(optarg);
		break;
	case 'c':
		options->count = number_option(optarg, 1, 100000);
		break;
	case 'k':
		options->ready = (int)number_option(optarg, 0, INT32_MAX);
		break;
	case 'm':
		options->memory = true;
		break;
	default:
		die(EX_USAGE,
		    "usage: arrive -p PID [-m] [-s ADDRESS] [-d DIALECT] "
		    "[-n NAME] [-c CLIENTS] [-k FD]");
	}
}

int
main(int argc, char **argv)
{
	struct options options = { .server = ADDR_DEFAULT,
		.name = "server",
		.dialect = dialect_find("forkcast"),
		.count = 1000,
		.ready = -1 };
	int option;

	die_name("arrive");
	while ((option = getopt(argc, argv, "s:p:n:d:c:k:m")) != -1)
		set_option(option, &options);
	if (options.pid == 0)
		die(EX_USAGE, "the server's pid is missing: -p PID");
	if (options.dialect == NULL)
		die(EX_USAGE, "there is no such dialect");
	bring(&options);
	return 0;
}
