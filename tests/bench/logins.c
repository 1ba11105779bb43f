/*
 * How long an honest login takes beside strangers who do all they can to keep
 * people out: connections from some addresses try right secrets, wrong ones,
 * exchanges that they never finish, and new accounts, each as fast as the
 * server takes it; or, with -g, wrong secrets alone. Honest people come one by
 * one and log in by their secret, from an address where they have been before
 * or from a new one, or by SCRAM-SHA-256. Prints a line for each of these; the
 * status is 1 if one in a hundred takes over a second. Run by
 * tests/bench/run-logins. Linux only, as besiege.h.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shared/die.h"
#include "tests/bench/lib/besiege.h"
#include "tests/bench/lib/number.h"
#include "tests/bench/lib/samples.h"
#include "tests/lib/keeper.h"

/*
 * The nice value of those who are measured, and of the strangers
 * (lib/besiege.c): elsewhere, neither would share a processor with the server.
 */
#define FIRST (-20)

#define MOST_MS 1000.0
#define BETWEEN (20 * MSEC)
#define WARM_UP (2 * SEC)

/* Returning clients; each logs in so rarely that no rate applies. */
#define REGULARS 60

static struct {
	struct server server;
	struct siege siege;
	usec time;
	size_t people; /* who have come so far from a new address */
	size_t regulars; /* and from one where they have been */
} bench = { .siege = { .victim = "ali", .clients = 1000, .addresses = 20 },
	.time = 10 * SEC };

/* From an address that is exempt. */
static void
make_accounts(void)
{
	struct conn *conn = conn_open(&bench.server);

	conn_ask(conn, "enroll ali pw", "ok register ali");
	for (size_t i = 0; i < REGULARS; i++) {
		conn_ask(conn, "logout", "ok logout");
		conn_say(conn, "enroll p%zu pw", i);
		conn_expect(conn, "ok register p%zu", i);
	}
	for (size_t i = 0;
	     !bench.siege.only_guesses && i < bench.siege.addresses; i++) {
		conn_ask(conn, "logout", "ok logout");
		conn_say(conn, "enroll evil%zu pw", i);
		conn_expect(conn, "ok register evil%zu", i);
	}
	conn_close(conn);
}

/* The reply to its last command shows that it is in. */
static bool
log_in(struct conn *conn, const char *account, bool by_proof)
{
	char want[64];
	struct str refused;

	if (by_proof)
		return keeper_scram(conn, account, "pw", false, &refused);
	(void)snprintf(want, sizeof(want), "ok login %s", account); /* fits */
	conn_say(conn, "login %s pw", account);
	return str_eq(conn_line(conn), str_from(want));
}

static void
rest(usec time)
{
	const struct timespec pause = clock_spec(time);

	(void)nanosleep(&pause, NULL); /* shorter is no harm */
}

/* How people come. */
enum way { SECRET, REGULAR, PROOF, WAYS };

static const char *const ways[WAYS] = {
	[SECRET] = "secret, new address",
	[REGULAR] = "secret, known address",
	[PROOF] = "scram-sha-256",
};

struct results {
	struct samples samples;
	struct samples connected; /* what of each it took to be answered */
	size_t failed;
};

static void
come_from(const char *from, const char *account, bool by_proof,
    struct results *results)
{
	const usec start = clock_mono();
	struct conn *conn = conn_open_from(&bench.server, from);

	conn_ask(conn, "ping", "ok ping");
	samples_add(&results->connected, clock_mono() - start);
	if (log_in(conn, account, by_proof))
		samples_add(&results->samples, clock_mono() - start);
	else
		results->failed++;
	conn_close(conn);
}

static void
come_as_regular(struct results *results)
{
	const size_t number = bench.regulars++ % REGULARS;
	char from[32], account[32];

	(void)snprintf(
	    from, sizeof(from), "127.3.0.%zu:0", 1 + number); /* fits */
	(void)snprintf(account, sizeof(account), "p%zu", number); /* fits */
	come_from(from, account, false, results);
}

static void
come_anew(bool by_proof, struct results *results)
{
	const size_t number = bench.people++;
	char from[32];

	(void)snprintf(from, sizeof(from), "127.1.%zu.%zu:0",
	    number / 250 % 250, 1 + number % 250); /* fits */
	come_from(from, "ali", by_proof, results);
}

/* One more comes. */
static void
come(enum way way, struct results *results)
{
	if (way == REGULAR)
		come_as_regular(results);
	else
		come_anew(way == PROOF, results);
}

/* False: it takes too long, or somebody is not let in. */
static bool
report(enum way way, struct results *results)
{
	struct samples *all = &results->samples, *first = &results->connected;
	const double p50 = samples_percentile(all, 50) / 1000,
		     p99 = samples_percentile(all, 99) / 1000;

	(void)printf("%s: %zu logins, %zu failed, p50 %.0f ms, p99 %.0f ms "
		     "(first answer p50 %.0f ms, p99 %.0f ms)\n",
	    ways[way], all->count, results->failed, p50, p99,
	    samples_percentile(first, 50) / 1000,
	    samples_percentile(first, 99) / 1000);
	return results->failed == 0 && !isnan(p99) && p99 < MOST_MS;
}

static bool
measure(void)
{
	struct results results[WAYS] = { { .failed = 0 } };
	const usec end = clock_mono() + bench.time;
	bool good = true;

	while (clock_mono() < end)
		for (int way = 0; way < WAYS; way++) {
			come((enum way)way, &results[way]);
			rest(BETWEEN);
		}
	for (int way = 0; way < WAYS; way++) {
		good = report((enum way)way, &results[way]) && good;
		samples_free(&results[way].samples);
		samples_free(&results[way].connected);
	}
	return good;
}

static void
read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "a:c:gs:t:")) != -1)
		switch (option) {
		case 'a':
			bench.siege.addresses =
			    number_option(optarg, 1, SIEGE_ADDRESSES);
			break;
		case 'g':
			bench.siege.only_guesses = true;
			break;
		case 'c':
			bench.siege.clients = number_option(optarg, 0, 30000);
			break;
		case 's':
			bench.siege.server = optarg;
			break;
		case 't':
			bench.time = number_option(optarg, 1, 1000000) * MSEC;
			break;
		default:
			exit(EX_USAGE);
		}
	if (bench.siege.server == NULL || optind != argc)
		die(EX_USAGE,
		    "usage: logins -s ADDRESS [-a ADDRESSES] [-c CLIENTS] "
		    "[-g] [-t MS]");
}

int
main(int argc, char **argv)
{
	struct results before = { .failed = 0 };
	pid_t strangers = 0;
	bool good;

	die_name("logins");
	read_options(argc, argv);
	(void)snprintf(bench.server.address[0], ADDR_TEXT, "%s",
	    bench.siege.server); /* or it cannot be connected to */
	make_accounts();
	for (size_t i = 0; i < REGULARS; i++)
		come_as_regular(&before);
	if (before.failed > 0)
		die(EX_SOFTWARE, "nobody can log in");
	if (bench.siege.clients > 0) {
		strangers = besiege(&bench.siege);
		rest(WARM_UP);
	}
	(void)setpriority(PRIO_PROCESS, 0, FIRST); /* if we may */
	good = measure();
	if (strangers > 0) {
		(void)kill(strangers, SIGKILL); /* it is ours */
		(void)waitpid(strangers, NULL, 0);
	}
	return good ? 0 : 1;
}
