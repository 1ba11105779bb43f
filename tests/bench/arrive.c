/*
 * The generator of clients that say nothing: it connects many, each of which
 * takes its name and joins a group of ten, and prints how many came in a second
 * and how much memory each takes, its connection apart (lib/measure.h). They
 * stay until it is killed, so that others can be measured beside them. Run by
 * the scripts in tests/bench. Linux only, as crowd.h is.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/cost.h"
#include "tests/bench/lib/crowd.h"
#include "tests/bench/lib/dialect.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/deadline.h"

#define GROUP_SIZE 10
#define SPARE_FILES 32
#define FIRST 10000 /* above those of load, which may run beside it */

struct options {
	const char *server;
	const char *name; /* of the server, in the results */
	size_t pid; /* of the server */
	size_t count; /* clients */
	size_t group; /* so many are in one */
	size_t first; /* the number of the first group */
	bool memory; /* look at it when all are in */
	size_t ready; /* stay, and say here that all are in; or 0 */
};

/* Small groups, or each who joins would have to be told to thousands. */
static struct seat
seat_of(const struct options *options, size_t number)
{
	return (struct seat) {
		.group = options->first + number / options->group,
		.place = number % options->group,
	};
}

/* Returns how many came in a second. */
static double
fill(struct crowd *crowd, const struct options *options)
{
	for (size_t i = 0; i < crowd->count; i++)
		crowd->clients[i].seat = seat_of(options, i);
	const usec start = clock_mono();
	crowd_enter(crowd);
	const usec took = clock_mono() - start;
	crowd_settle(crowd);
	return (double)crowd->count * (double)SEC / (double)took;
}

/* The machine's own figures follow within a second. */
static double
settled_memory(void)
{
	pass_time(SEC);
	return cost_available();
}

/*
 * KiB of the machine's memory for a connection without a server: both ends are
 * here.
 */
static double
connection_memory(size_t count)
{
	int *ends = calloc(2 * count, sizeof(*ends));
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct addr addr;

	raise_files(2 * count + SPARE_FILES);
	const double before = settled_memory();
	if (ends == NULL || addr_parse(&addr, "127.0.0.1:0") != NULL ||
	    bind(listener, &addr.to.any, addr.len) != 0 ||
	    listen(listener, SOMAXCONN) != 0 ||
	    getsockname(listener, &addr.to.any, &addr.len) != 0)
		die_errno(EX_OSERR, "cannot listen");
	for (size_t i = 0; i < 2 * count; i += 2) {
		ends[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(ends[i], &addr.to.any, addr.len) != 0 ||
		    (ends[i + 1] = accept(listener, NULL, NULL)) == -1)
			die_errno(EX_OSERR, "cannot connect to this process");
	}
	const double after = settled_memory();
	for (size_t i = 0; i < 2 * count; i++)
		io_close(&ends[i]);
	io_close(&listener);
	free(ends);
	return (before - after) / (double)count;
}

/* The memory is the whole machine's, and includes this process. */
static void
print_memory(const struct options *options, double before, double connection)
{
	struct result result;

	result_init(&result, options->name);
	result.load =
	    (struct load) { .kind = KIND_IDLE, .idle = options->count };
	result.value[MEMORY] =
	    (before - settled_memory()) / (double)options->count - connection;
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
	cost_init(&cost, (pid_t)options->pid, options->count);
	result.value[CPU_PARENT] =
	    (cost_cpu_server(&cost) - cpu) * 1e6 / (double)options->count;
	result.value[CPU_WORKER] =
	    cost_cpu_workers(&cost) * 1e6 / (double)options->count;
	cost_free(&cost);
	result_print(&result);
}

static void
bring(const struct options *options)
{
	const struct cost server = { .server = (pid_t)options->pid };
	struct crowd crowd;
	int ready = (int)options->ready;
	const double connection =
	    options->memory ? connection_memory(options->count) : 0;

	crowd_init(
	    &crowd, dialect_find("forkcast"), options->server, options->count);
	const double before =
	    options->memory ? settled_memory() : cost_available();
	const double cpu = cost_cpu_server(&server);
	print_rate(options, fill(&crowd, options), cpu);
	if (options->memory)
		print_memory(options, before, connection);
	if (ready != 0) {
		if (!io_write_all(ready, "\n", 1))
			die_errno(EX_IOERR, "cannot say that all are in");
		io_close(&ready);
		(void)pause(); /* until it is killed */
	}
	crowd_free(&crowd);
}

/* --- Options ---------------------------------------------------------- */

int
main(int argc, char **argv)
{
	struct options options = { .server = ADDR_DEFAULT,
		.name = "server",
		.count = 1000,
		.group = GROUP_SIZE,
		.first = FIRST };
	const struct option known[] = {
		{ 's', .text = &options.server },
		{ 'p', .number = &options.pid, 1, INT32_MAX },
		{ 'n', .text = &options.name },
		{ 'c', .number = &options.count, 1, 100000 },
		{ 'g', .number = &options.group, 1, 100000 },
		{ 'f', .number = &options.first, 0, 100000 },
		{ 'k', .number = &options.ready, 1, INT32_MAX },
		{ 'm', .given = &options.memory },
	};

	die_name("arrive");
	read_options(argc, argv, known, COUNT(known),
	    "arrive -p PID [-m] [-s ADDRESS] [-n NAME] [-c CLIENTS] "
	    "[-g IN-A-GROUP] [-f FIRST-GROUP] [-k FD]");
	if (options.pid == 0)
		die(EX_USAGE, "the server's pid is missing: -p PID");
	bring(&options);
	return 0;
}
