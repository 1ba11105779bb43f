/*
 * How long an honest login takes beside strangers who do all they can to keep
 * people out: a thousand connections from twenty addresses try right secrets,
 * wrong ones, exchanges that they never finish, and new accounts, each as fast
 * as the server takes it. Honest people come one by one, each from an address
 * of its own, and log in by their secret or by SCRAM-SHA-256. Prints a line for
 * each of these; the status is 1 if one in a hundred takes over a second. Run
 * by tests/bench/run-logins. Linux only, as besiege.h.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shared/die.h"
#include "tests/bench/lib/besiege.h"
#include "tests/bench/lib/number.h"
#include "tests/bench/lib/samples.h"
#include "tests/lib/keeper.h"

#define MOST_MS 1000.0
#define BETWEEN (20 * MSEC)
#define WARM_UP (2 * SEC)

static struct {
	struct server server;
	struct siege siege;
	usec time;
	size_t people; /* who have come so far */
} bench = { .siege = { .victim = "ali", .clients = 1000, .addresses = 20 },
	.time = 10 * SEC };

/* From an address that is exempt. */
static void
make_accounts(void)
{
	struct conn *conn = conn_open(&bench.server);

	conn_ask(conn, "enroll ali pw", "ok register ali");
	for (size_t i = 0; i < bench.siege.addresses; i++) {
		conn_ask(conn, "logout", "ok logout");
		conn_say(conn, "enroll evil%zu pw", i);
		conn_expect(conn, "ok register evil%zu", i);
	}
	conn_close(conn);
}

/* What it says last shows that it is in. */
static bool
log_in(struct conn *conn, bool by_proof)
{
	struct str refused;

	if (by_proof)
		return keeper_scram(conn, "ali", "pw", false, &refused);
	conn_say(conn, "login ali pw");
	return str_eq(conn_line(conn), STR("ok login ali"));
}

static void
rest(usec time)
{
	const struct timespec pause = clock_spec(time);

	(void)nanosleep(&pause, NULL); /* shorter is no harm */
}

/* One more comes; false: it is not let in. */
static bool
come(bool by_proof, struct samples *samples)
{
	const usec start = clock_mono();
	struct conn *conn;
	char from[32];
	bool good;

	(void)snprintf(from, sizeof(from), "127.1.%zu.%zu:0",
	    bench.people / 250 % 250, 1 + bench.people % 250); /* fits */
	bench.people++;
	conn = conn_open_from(&bench.server, from);
	good = log_in(conn, by_proof);
	conn_close(conn);
	if (good)
		samples_add(samples, clock_mono() - start);
	return good;
}

/* False: it takes too long, or somebody is not let in. */
static bool
report(const char *how, struct samples *samples, size_t failed)
{
	const double p50 = samples_percentile(samples, 50) / 1000,
		     p99 = samples_percentile(samples, 99) / 1000;

	(void)printf("%s: %zu logins, %zu failed, p50 %.0f ms, p99 %.0f ms\n",
	    how, samples->count, failed, p50, p99);
	return failed == 0 && !isnan(p99) && p99 < MOST_MS;
}

static bool
measure(void)
{
	struct samples secrets = { .count = 0 }, proofs = { .count = 0 };
	size_t failed[2] = { 0, 0 };
	const usec end = clock_mono() + bench.time;
	bool good;

	while (clock_mono() < end) {
		failed[0] += !come(false, &secrets);
		rest(BETWEEN);
		failed[1] += !come(true, &proofs);
		rest(BETWEEN);
	}
	good = report("secret", &secrets, failed[0]);
	good = report("scram-sha-256", &proofs, failed[1]) && good;
	samples_free(&secrets);
	samples_free(&proofs);
	return good;
}

static void
read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "a:c:s:t:")) != -1)
		switch (option) {
		case 'a':
			bench.siege.addresses = number_option(optarg, 1, 250);
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
		    "[-t MS]");
}

int
main(int argc, char **argv)
{
	pid_t strangers = 0;
	bool good;

	die_name("logins");
	read_options(argc, argv);
	(void)snprintf(bench.server.address[0], ADDR_TEXT, "%s",
	    bench.siege.server); /* or it cannot be connected to */
	make_accounts();
	if (bench.siege.clients > 0) {
		strangers = besiege(&bench.siege);
		rest(WARM_UP);
	}
	good = measure();
	if (strangers > 0) {
		(void)kill(strangers, SIGKILL); /* it is ours */
		(void)waitpid(strangers, NULL, 0);
	}
	return good ? 0 : 1;
}
