/*
 * The wall clock is 400 days ahead for a while, with a history that is kept for
 * 30: while the server runs, and when one starts. Nothing is erased, nobody is
 * thrown out, IDs rise, none comes again, even after a restart; check says how
 * the clock goes.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/faults/board.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

#define AHEAD (400L * 24 * 60 * 60)

static struct {
	struct server *server;
	struct conn *ali;
	unsigned said;
	uint64_t id[64], last; /* of each message, and the greatest */
} test;

static void
start(void)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config),
	    "%shistory_days 30\nhistory_sync 0.01\naccounts no\n"
	    "idle_time 3600\n",
	    keeper_config_recorded()); /* fits */
	test.server = server_start(
	    &(struct setup) { .config = config, .program = BOARD_PROGRAM });
	shell_set_number("SERVER", test.server->was);
	test.ali = conn_member(test.server, "ali", "tea");
	MUST(conn_id(test.ali) > test.last, "an ID comes again");
	test.last = conn_id(test.ali);
}

static void
stop(void)
{
	conn_quit(test.ali);
	server_stop(test.server);
}

static void
say(unsigned count)
{
	while (count-- > 0) {
		conn_say(test.ali, "send tea %u.", test.said);
		conn_expect(test.ali, "msg * tea ali %u.", test.said);
		MUST(conn_id(test.ali) > test.last, "the ID does not rise");
		test.last = test.id[test.said++] = conn_id(test.ali);
	}
}

static void
has_all(const char *when)
{
	conn_say(test.ali, "history tea said last 64");
	for (unsigned i = 0; i < test.said; i++)
		conn_expect(test.ali, "past msg %llu tea ali %u.",
		    (unsigned long long)test.id[i], i);
	conn_expect(test.ali, "ok history tea %u *", test.said);
	PASS("%s: %u messages are there, as they were", when, test.said);
}

static void
leaps_while_it_runs(void)
{
	start();
	say(10);
	conn_ask(test.ali, "sync", "ok sync *");
	board_set_clock(AHEAD);
	/* One that runs looks once a minute. */
	server_signal_worker(test.server, "journal", SIGKILL);
	server_expect(test.server, "journal: the clock has jumped ahead...");
	say(10);
	has_all("400 days ahead");
	board_set_clock(0);
	say(5);
	shell_run("until forkcastctl -p $SERVER check -t 600 | grep -q "
		  "'WARNING.*; the clock is more than a day behind the last "
		  "events'; do sleep 0.05 || sleep 1; done",
	    0, "", "");
	has_all("set back");
	server_signal_worker(test.server, "journal", SIGKILL);
	say(5);
	has_all("with the next journal");
	stop();
}

static void
is_wrong_at_start(void)
{
	start();
	shell_check_shows("WARNING", 1,
	    "; the clock is more than a day behind the last events");
	say(5);
	has_all("in a server that starts later");
	stop();
	board_set_clock(2 * AHEAD);
	start();
	say(5);
	test.server->seen = 0; /* the journal may have said it first of all */
	server_expect(test.server, "journal: the clock has jumped ahead...");
	has_all("in one that starts 800 days ahead");
	stop();
	board_set_clock(-AHEAD);
	start();
	say(5);
	has_all("in one that starts 400 days ago");
	stop();
}

int
main(void)
{
	board_begin_apart();
	leaps_while_it_runs();
	is_wrong_at_start();
	return tap_done();
}
