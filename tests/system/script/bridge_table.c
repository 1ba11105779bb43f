/*
 * Whatever is killed, cut or set back on three machines, everybody gets the
 * words of one person in their order and once, or is told how many are missing,
 * or that nobody knows: nothing is lost in silence.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/deadline.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define SITES 3
#define ROUNDS 4

static struct bridged *site;

/*
 * Waits until the bridge has read the answer to each line that it has given:
 * those heard without one may be missing, for all that it knows when it is
 * killed, or its server is.
 */
static void
settle(size_t i)
{
	const usec end = deadline();

	server_await_rest();
	while (site[i].bridge != NULL && proc_runs(site[i].bridge->pid))
		MUST(deadline_pause(end), "a bridge does not come to rest");
}

/*
 * Kills the server, when all is answered or while its bridge gives it so many
 * lines of each other.
 */
static void
kill_server(size_t i, unsigned lines)
{
	if (lines == 0)
		settle(i);
	for (size_t j = 0; j < SITES && lines > 0; j++)
		if (j != i)
			hearsay_say(j, lines);
	server_signal(site[i].server, SIGKILL);
	(void)server_status(site[i].server);
}

static void
begin_server(size_t i)
{
	bridged_server(&site[i]);
	if (site[i].bridge != NULL)
		server_expect(site[i].server, "bridge: join *");
	hearsay_return(i);
}

static void
begin_bridge(size_t i)
{
	bridged_bridge(&site[i]);
	server_expect(site[i].server, "bridge: join *");
}

/* Everybody says something, of which nothing is missing. */
static void
all_well(const char *what)
{
	hearsay_all_say(1);
	hearsay_hear_all(what);
}

/* Something is said while one bridge is down, or has nowhere to send it. */
static void
kill_bridges_and_nats(void)
{
	for (size_t i = 0; i < SITES; i++) {
		bridged_kill(&site[i].bridge);
		hearsay_all_say(400);
		begin_bridge(i);
		shell_signal(site[i].bridge, SIGSTOP);
		hearsay_all_say(400);
		shell_signal(site[i].bridge, SIGCONT);
	}
	all_well("a history has all that was said meanwhile");
	for (unsigned round = 0; round < SITES * ROUNDS; round++) {
		hearsay_all_say(20);
		bridged_kill(&site[round % SITES].bridge);
		bridged_bridge(&site[round % SITES]);
		hearsay_all_say(20);
	}
	all_well("lines that were on their way to a server are found there");
}

static void
kill_servers(void)
{
	for (size_t i = 0; i < SITES; i++) {
		hearsay_all_say(20);
		upgrade_to(site[i].server, UPGRADE_THIS);
		hearsay_all_say(20);
	}
	all_well("an upgrade loses nothing");
	for (int round = 0; round < ROUNDS; round++) {
		kill_server(1, 100);
		begin_server(1);
		all_well("nor does a server that is killed");
	}
}

/* The network stands still for one; or, once it is gone, drops what it had. */
static void
cut_off(bool drops)
{
	server_await_rest();
	shell_signal(site[1].nats, SIGSTOP);
	hearsay_all_say(100);
	if (drops) {
		bridged_kill(&site[1].nats);
		bridged_nats(&site[1]);
	} else {
		shell_signal(site[1].nats, SIGCONT);
	}
	hearsay_all_say(100);
	all_well(drops ? "nor one that drops all" : "a cut loses nothing");
}

/* What berlin's ring of 1,000 has no more is counted. */
static void
overflow_ring(const char *what)
{
	bridged_kill(&site[0].nats);
	for (int i = 0; i < 15; i++) {
		hearsay_say(0, 100);
		hearsay_ask(0, "ping", "ok ping");
	}
	if (site[0].paced) /* the history has what it may have */
		server_pace_all(site[0].server, 60 * SEC);
	bridged_nats(&site[0]);
	hearsay_say(0, 1);
	hearsay_lack(0, 501, what);
}

#define TEA "history groups\nhistory_group tea\n"

/*
 * Ten lines are known to nobody but members on berlin, while its bridge is
 * down or out. Rows build on each other; ali is an operator after the first
 * that begins the server anew.
 */
struct row {
	const char *config; /* the server is killed, and begins with it */
	usec ahead; /* its clock was, before that */
	const char *order; /* ali's, before the lines */
	bool nats; /* so is the nats-server */
	unsigned lost;
	const char *what;
};

static void
play(const struct row *row)
{
	if (row->ahead > 0) {
		kill_server(0, 0);
		site[0].paced = true;
		begin_server(0);
		hearsay_all_say(10);
		hearsay_hear();
		server_leap(site[0].server, row->ahead);
		hearsay_say(0, 10);
		hearsay_hear();
	}
	if (row->order != NULL)
		hearsay_ask(0, row->order, "ok ...");
	settle(0);
	if (row->order == NULL || row->order[0] != 'k')
		bridged_kill(&site[0].bridge);
	if (row->nats)
		bridged_kill(&site[0].nats);
	hearsay_say(0, 10);
	hearsay_ask(0, "history tea last 1", "* history ...");
	if (row->config != NULL) {
		kill_server(0, 0);
		site[0].paced = false;
		site[0].config = row->config;
		begin_server(0);
	}
	if (site[0].bridge == NULL)
		begin_bridge(0);
	else
		server_expect(site[0].server, "bridge: join *");
	if (row->nats)
		bridged_nats(&site[0]);
	hearsay_all_say(10);
	hearsay_lack(0, row->lost, row->what);
}

int
main(void)
{
	static const struct row recorded[] = {
		{ TEA, 600 * SEC, NULL, false, 0,
		    "a history has it, if the clock was set back" },
		{ NULL, 0, NULL, true, 0, "or nats-server is killed, too" },
		{ NULL, 0, "kick tea bridge", false, 0,
		    "or the bridge is kicked" },
		{ TEA "history_for joined\n", 0, NULL, false, 0,
		    "or what it can read of it begins with its join" },
		{ NULL, 0, "kick tea bridge", false, 10,
		    "but not what was said while it was out" },
		{ NULL, 0, "mode tea -H", false, 10, "nor without mode H" },
	};
	static const struct row others[] = {
		{ "", 0, NULL, false, 10,
		    "without a history nobody knows how many" },
		{ NULL, 0, NULL, true, 10, "nor without nats-server" },
		{ NULL, 0, "mode tea +s", false, 10, "nor in a secret group" },
		{ NULL, 0, "kick tea bridge", false, 10, "after a kick" },
		{ "", 600 * SEC, NULL, false, 10,
		    "or a clock that was set back" },
		{ "history groups\n", 600 * SEC, NULL, false, 10,
		    "nor with a history of other groups" },
		{ NULL, 0, NULL, false, 10, "where it is not recorded" },
		{ TEA, 0, NULL, false, 10, "a history that was switched on" },
	};

	site = bridged_begin(SITES, "group tea\n" TEA, "tea");
	hearsay_begin(site, SITES);
	kill_bridges_and_nats();
	kill_servers();
	for (size_t i = 0; i < COUNT(recorded); i++)
		play(&recorded[i]);
	overflow_ring("what is not in the history is in the ring");
	for (size_t i = 0; i < COUNT(others); i++)
		play(&others[i]);
	cut_off(false);
	cut_off(true);
	site[0].paced = true;
	site[0].config = TEA "history_size 1M\n";
	kill_server(0, 0);
	begin_server(0);
	all_well("a small history has it");
	hearsay_digits = 1500;
	overflow_ring("until it is too small");
	return tap_done();
}
