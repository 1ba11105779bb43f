/*
 * How long an honest login takes. People come one by one and log in by their
 * secret, from an address where they have been before or from a new one, or by
 * SCRAM-SHA-256. Prints a line for each of these; the status is 1 if one in a
 * hundred takes over a second. With -m it only makes their accounts, and those
 * of the strangers beside whom they will come. Run by tests/bench/run-logins.
 * Linux only, for all of 127.0.0.0/8.
 */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

#define MOST_MS 1000.0
#define BETWEEN (20 * MSEC)

/* Returning clients; each logs in so rarely that no rate applies. */
#define REGULARS 60

static struct {
	struct server server;
	size_t msec;
	bool makes; /* the accounts, and no more */
	size_t strangers; /* the accounts evil0, evil1 ... are theirs */
	size_t people; /* who have come so far from a new address */
	size_t regulars; /* and from one where they have been */
} bench = { .msec = 10000 };

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
	for (size_t i = 0; i < bench.strangers; i++) {
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

/* How people come. */
enum way { SECRET, REGULAR, PROOF, WAYS };

static const char *const ways[WAYS] = {
	[SECRET] = "secret, new address",
	[REGULAR] = "secret, known address",
	[PROOF] = "scram-sha-256",
};

struct results {
	struct samples samples;
	size_t failed;
};

static void
come_from(const char *from, const char *account, bool by_proof,
    struct results *results)
{
	const usec start = clock_mono();
	struct conn *conn = conn_open_from(&bench.server, from);

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
	struct samples *all = &results->samples;
	const double p50 = samples_percentile(all, 50) / 1000,
		     p99 = samples_percentile(all, 99) / 1000;

	(void)printf("%s: %zu logins, %zu failed, p50 %.0f ms, p99 %.0f ms\n",
	    ways[way], all->count, results->failed, p50, p99);
	return results->failed == 0 && !isnan(p99) && p99 < MOST_MS;
}

static bool
measure(void)
{
	struct results results[WAYS] = { { .failed = 0 } };
	const usec end = clock_mono() + bench.msec * MSEC;
	bool good = true;

	while (clock_mono() < end)
		for (int way = 0; way < WAYS; way++) {
			come((enum way)way, &results[way]);
			pass_time(BETWEEN);
		}
	for (int way = 0; way < WAYS; way++) {
		good = report((enum way)way, &results[way]) && good;
		samples_free(&results[way].samples);
	}
	return good;
}

int
main(int argc, char **argv)
{
	const char *server = NULL;
	const struct option known[] = {
		{ 's', .text = &server },
		{ 'm', .given = &bench.makes },
		{ 'c', .number = &bench.strangers, 0, 30000 },
		{ 't', .number = &bench.msec, 1, 1000000 },
	};
	const char usage[] =
	    "logins -s ADDRESS [-m [-c STRANGERS]] [-t MILLISECONDS]";
	struct results first = { .failed = 0 };

	die_name("logins");
	read_options(argc, argv, known, COUNT(known), usage);
	if (server == NULL || optind != argc)
		die(EX_USAGE, "usage: %s", usage);
	(void)snprintf(bench.server.address[0], ADDR_TEXT, "%s",
	    server); /* or it cannot be connected to */
	if (!bench.makes)
		return measure() ? 0 : 1;
	make_accounts();
	for (size_t i = 0; i < REGULARS; i++)
		come_as_regular(&first);
	if (first.failed > 0)
		die(EX_SOFTWARE, "nobody can log in");
	return 0;
}
