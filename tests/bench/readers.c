/*
 * How long the past takes: for each form of request, the time to its first line
 * and to its last, also for an account's talks. And how long a message takes
 * while others read: two clients talk at a fixed rate, by turns without readers
 * and beside some who ask for page after page.
 *	readers -s ADDRESS [-b] [-f] [-c READERS] [-n ROUNDS] [-r RATE]
 *	    [-t MILLISECONDS]
 * With -b it only reads, until it is killed; with -f it only talks, and the
 * readers search what is not there.
 * The server must have a history of the groups "busy" and "silent", as history
 * makes one, and let anybody register. Run by run-history.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shared/die.h"
#include "tests/bench/lib/number.h"
#include "tests/bench/lib/samples.h"
#include "tests/lib/conn.h"

#define READERS_MOST 100
#define PAGE 1000
#define REPEATS 20

static struct {
	const char *server;
	bool only_reads, finds;
	size_t readers, rounds, rate;
	usec time; /* of a turn */
	atomic_ullong *lines; /* that the readers have read, by turns */
	struct conn *speaker, *hearer;
} bench = { .readers = 10, .rounds = 5, .rate = 200, .time = 2 * SEC };

static struct conn *
enter(const char *name, const char *group)
{
	struct conn *conn = conn_open_at(bench.server);

	conn_say(conn, "name %s", name);
	conn_expect(conn, "ok name %s", name);
	conn_say(conn, "join %s", group);
	conn_wait_for(conn, "join * %s %s", group, name);
	return conn;
}

/* A reader asks for the next page, or begins anew at the end. */
static void
ask_next(struct conn *conn, struct str ok)
{
	uint64_t last = 0, count = 0;

	if (bench.finds) {
		conn_say(conn, "history busy find 1 0 nobody has said this");
		return;
	}
	for (int i = 0; i < 3; i++)
		(void)str_word(&ok); /* ok history busy */
	if (!str_to_number(str_word(&ok), UINT64_MAX, &count) || count < PAGE ||
	    !str_to_number(ok, UINT64_MAX, &last))
		last = 0;
	conn_say(conn, "history busy after %" PRIu64 " %d", last, PAGE);
}

/* Reads what has come. Returns the number of lines of the past. */
static uint64_t
read_some(struct conn *conn)
{
	struct str line;
	uint64_t lines = 0;

	while (conn_has_line(conn, &line)) {
		lines += str_begins(
		    line, bench.finds ? STR("ok history ") : STR("past "));
		if (str_begins(line, STR("ok history ")))
			ask_next(conn, line);
	}
	return lines;
}

/* In a process of its own. */
static noreturn void
read_on(void)
{
	struct conn *readers[READERS_MOST];
	struct pollfd fds[READERS_MOST];
	char name[32];

	for (size_t i = 0; i < bench.readers; i++) {
		(void)snprintf(name, sizeof(name), "reader%zu", i);
		readers[i] = enter(name, "busy");
		ask_next(readers[i], STR(""));
		fds[i] =
		    (struct pollfd) { .fd = readers[i]->fd, .events = POLLIN };
	}
	if (!bench.only_reads)
		(void)raise(SIGSTOP);
	for (;;) {
		if (poll(fds, bench.readers, -1) == -1)
			die_errno(EX_OSERR, "cannot poll");
		for (size_t i = 0; i < bench.readers; i++)
			if (fds[i].revents != 0)
				(void)atomic_fetch_add(
				    bench.lines, read_some(readers[i]));
	}
}

static void
share_count(void)
{
	bench.lines = mmap(NULL, sizeof(*bench.lines), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bench.lines == MAP_FAILED)
		die_errno(EX_OSERR, "cannot begin");
}

static pid_t
begin_readers(void)
{
	const pid_t pid = fork();
	int status;

	if (pid == -1)
		die_errno(EX_OSERR, "cannot fork");
	if (pid == 0)
		read_on();
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		die(EX_SOFTWARE, "the readers have ended");
	return pid;
}

/* Talks at the rate for a turn. */
static void
talk(struct samples *samples)
{
	const usec end = clock_mono() + bench.time;
	usec next = clock_mono();

	while (next < end) {
		const usec now = clock_mono();
		if (now < next) {
			const struct timespec rest = clock_spec(next - now);
			(void)nanosleep(&rest, NULL); /* or less */
			continue;
		}
		conn_say(bench.speaker, "send calm hello");
		conn_wait_for(bench.hearer, "msg * calm speaker hello");
		samples_add(samples, clock_mono() - now);
		conn_wait_for(bench.speaker, "msg * calm speaker hello");
		next += SEC / bench.rate;
	}
}

static void
report(struct samples *alone, struct samples *beside)
{
	(void)printf("%-24s %10s %10s\n", "", "p50 us", "p99 us");
	(void)printf("%-24s %10.0f %10.0f\n", "without readers",
	    samples_percentile(alone, 50), samples_percentile(alone, 99));
	(void)printf("%-24s %10.0f %10.0f\n", "beside readers",
	    samples_percentile(beside, 50), samples_percentile(beside, 99));
	(void)printf("%-24s %10.2f %10.2f\n", "times as long",
	    samples_percentile(beside, 50) / samples_percentile(alone, 50),
	    samples_percentile(beside, 99) / samples_percentile(alone, 99));
	(void)printf("%zu readers have read %llu %s\n", bench.readers,
	    atomic_load(bench.lines),
	    bench.finds ? "times what they sought" : "lines");
}

static void
measure_talk(void)
{
	struct samples alone = { .count = 0 }, beside = { .count = 0 };
	const pid_t readers = begin_readers();

	talk(&alone); /* warms up */
	samples_free(&alone);
	for (size_t i = 0; i < bench.rounds; i++) {
		talk(&alone);
		(void)kill(readers, SIGCONT);
		talk(&beside);
		(void)kill(readers, SIGSTOP);
	}
	(void)kill(readers, SIGKILL);
	(void)waitpid(readers, NULL, 0);
	report(&alone, &beside);
}

/* Returns the last ID of the answer to a request. */
static uint64_t
last_of(struct conn *conn, const char *request)
{
	uint64_t id = 0;
	struct str line;

	conn_say(conn, "%s", request);
	conn_wait_for(conn, "ok history ...");
	line = conn->line;
	for (int i = 0; i < 4; i++)
		(void)str_word(&line); /* ok history G COUNT */
	(void)str_to_number(line, UINT64_MAX, &id); /* or 0 */
	return id;
}

/* Prints how long the first line takes, and the whole answer. */
static void
measure_form(struct conn *conn, const char *request)
{
	struct samples first = { .count = 0 }, whole = { .count = 0 };
	struct str line;

	for (int i = 0; i < REPEATS; i++) {
		const usec begin = clock_mono();
		conn_say(conn, "%s", request);
		line = conn_line(conn);
		samples_add(&first, clock_mono() - begin);
		while (!str_begins(line, STR("ok ")) &&
		    !str_begins(line, STR("err ")))
			line = conn_line(conn);
		samples_add(&whole, clock_mono() - begin);
	}
	(void)printf("%-56s %8.2f %8.2f %8.2f ms\n", request,
	    samples_percentile(&first, 50) / 1000,
	    samples_percentile(&first, 99) / 1000,
	    samples_percentile(&whole, 50) / 1000);
	samples_free(&first);
	samples_free(&whole);
}

static void
measure_group(const char *group)
{
	static const char *const forms[] = { "history %s last 50",
		"history %s last 1000", "history %s before %llu 50",
		"history %s after %llu 50", "history %s around %llu 50",
		"history %s find 50 %llu 77777",
		"history %s find 1 %llu nobody has said this" };
	struct conn *conn = enter(group, group);
	char request[128];
	uint64_t oldest, newest;

	(void)snprintf(request, sizeof(request), "history %s after 1 1", group);
	oldest = last_of(conn, request);
	(void)snprintf(
	    request, sizeof(request), "history %s said last 1", group);
	newest = last_of(conn, request);
	for (size_t i = 0; i < COUNT(forms); i++) {
		/* The formats are those above. */
		(void)snprintf(request, sizeof(request), forms[i], group,
		    (unsigned long long)(oldest + (newest - oldest) / 2));
		measure_form(conn, request);
	}
	conn_close(conn);
}

/* What an account asks for when it comes. */
static void
measure_account(void)
{
	struct conn *conn;
	char name[32];

	/* Those of earlier runs have their names. */
	(void)snprintf(name, sizeof(name), "asker%ld", (long)getpid());
	conn = enter(name, "busy");
	conn_say(conn, "register secret");
	conn_wait_for(conn, "ok register ...");
	measure_form(conn, "talks 0 0 50");
	conn_close(conn);
}

static void
read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "bfs:c:n:r:t:")) != -1) {
		if (option == 's')
			bench.server = optarg;
		else if (option == 'b')
			bench.only_reads = true;
		else if (option == 'f')
			bench.finds = true;
		else if (option == 'c')
			bench.readers = number_option(optarg, 1, READERS_MOST);
		else if (option == 'n')
			bench.rounds = number_option(optarg, 1, 1000);
		else if (option == 'r')
			bench.rate = number_option(optarg, 1, 10000);
		else if (option == 't')
			bench.time = number_option(optarg, 1, 1000000) * MSEC;
		else
			exit(EX_USAGE);
	}
	if (bench.server == NULL)
		die(EX_USAGE, "no server: -s ADDRESS");
}

int
main(int argc, char **argv)
{
	die_name("readers");
	read_options(argc, argv);
	share_count();
	if (bench.only_reads)
		read_on();
	if (!bench.finds) {
		(void)printf("%-56s %8s %8s %8s\n", "", "first", "99%", "all");
		measure_group("busy");
		measure_group("silent");
		measure_account();
	}
	bench.speaker = enter("speaker", "calm");
	bench.hearer = enter("hearer", "calm");
	measure_talk();
	return 0;
}
