/*
 * Chaos: clients talk by scripts drawn from a seed while workers are killed,
 * stopped and told to end and the server itself is disturbed. Whoever survives
 * that must have got every line that it should, in order, or goodbye. Meanwhile
 * the server becomes another program, so many times, and strangers do
 * everything wrong. chaos [SECONDS [UPGRADES]]; "make soak" takes 60 and 100.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "checker.h"
#include "storm.h"
#include "strangers.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "troupe.h"
#include "upgrades.h"

#define SECONDS 12
#define UPGRADES 8

/*
 * Above 64 the server listens to its doorbell. With 44 there are more than
 * half a million deliveries in 12 s.
 */
#define CLIENTS_LEAST 44
#define CLIENTS_MOST 120

/* Times of 50 s: longer than grace, for what those who hung up have said. */
#define LINGERS 20

/* Time flows while they talk: no limit is to expire. */
static const char config[] = "grace 600\n"
			     "stall_time 600\n"
			     "hold_time 3600\n"
			     "queue_max 64M\n"
			     "accounts yes\n"
			     "login_plaintext yes\n"
			     "hash_rounds 4096\n"
			     "password_time 0.1\n"
			     "chunk_time 0\n";

static void
report(usec time, size_t upgrades)
{
	const struct checker_count count = checker_count();

	tap_note("%zu lines, %zu of them deliveries of %zu events, in %u s",
	    count.lines, count.deliveries, count.events,
	    (unsigned)(time / SEC));
	tap_note(
	    "%zu clients, %zu lives: %zu cut off, %zu kicked, %zu too slow (%zu without excuse); %zu blows",
	    troupe_count(), count.lives, count.cut, count.kicked, count.slow,
	    count.unexcused, storm_count());
	tap_note("%zu upgrades, the longest took %zu ms", upgrades,
	    upgrades_longest());
}

static void
must_be_right(void)
{
	MUST(checker_wrong() == NULL, "%s", checker_wrong());
}

/*
 * A client that reads is not too slow, or at most some are if the machine is.
 * On such a machine, some kicked clients also miss their bye: a worker lingers
 * for 2 s, and a client that is far behind does not reach it in time.
 */
static void
must_be_patient(void)
{
	const struct checker_count count = checker_count();

	MUST(count.untold <= count.kicked / 2,
	    "%zu were cut off without goodbye; %zu were told that they are kicked",
	    count.untold, count.kicked);
	MUST(count.unexcused <= count.lives / 10,
	    "%zu of %zu were told that they are too slow, but were not",
	    count.unexcused, count.lives);
}

static void
rage(struct server *server, usec time, size_t upgrades)
{
	const usec end = clock_mono() + time;

	storm_begin(server);
	upgrades_begin(server, upgrades, time);
	strangers_begin(server->address[0]);
	while ((clock_mono() < end || !upgrades_over()) &&
	    checker_wrong() == NULL) {
		troupe_act();
		storm_flow();
		storm_blow();
		upgrades_turn();
		strangers_turn();
		troupe_listen(clock_mono() + MSEC);
	}
	storm_end();
	tap_note("%zu strangers", strangers_end());
}

/*
 * Behind the first silence only those who died may still cause something:
 * their quits. When all are reaped, everything is behind the second ping.
 */
static void
calm_down(struct server *server)
{
	MUST(troupe_fall_silent(storm_flow), "not all are answered");
	must_be_right();
	for (int i = 0; i < LINGERS; i++) /* those that do */
		server_pace(server, 50 * SEC);
	server_expect_workers(server, troupe_present() + 1); /* the keeper */
	MUST(troupe_fall_silent(storm_flow), "not all are answered");
	checker_finish();
	must_be_right();
}

int
main(int argc, char **argv)
{
	const usec time =
	    (argc > 1 ? strtoul(argv[1], NULL, 10) : SECONDS) * SEC;
	const size_t upgrades =
	    argc > 2 ? strtoul(argv[2], NULL, 10) : UPGRADES;

	bulk();
	struct server *server = server_start(&(struct setup) {
	    .config = config, .program = upgrades_program(), .paced = true });

	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
	dice_begin();
	checker_begin();
	troupe_enter(server->address[0],
	    CLIENTS_LEAST + dice(CLIENTS_MOST - CLIENTS_LEAST));
	rage(server, time, upgrades);
	report(time, upgrades);
	must_be_right();
	must_be_patient();
	calm_down(server);
	PASS("all who survived have got everything, in order, or goodbye");
	troupe_leave();
	server_stop(server);
	troupe_free();
	return tap_done();
}
