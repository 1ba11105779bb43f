/*
 * Whatever is killed, cut or set back on three machines, everybody gets the
 * words of one person in their order and once, or is told how many are missing,
 * or that nobody knows: nothing is lost in silence.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/upgrade.h"

#define SITES 3
#define ROUNDS 8

static struct bridged *site;

/* Kills the server, while its bridge gives it so many lines of each other. */
static void
kill_server(size_t i, unsigned lines)
{
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
		bridged_kill(&site[i].nats);
		hearsay_all_say(50);
		bridged_nats(&site[i]);
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

/* What berlin's ring of 1,000 has no more is counted. */
static void
overflow_ring(const char *what)
{
	bridged_kill(&site[0].nats);
	for (int i = 0; i < 15; i++)
		hearsay_say(0, 100);
	bridged_nats(&site[0]);
	hearsay_say(0, 1);
	hearsay_lack(0, 501, what);
}

/*
 * Ten lines are known to nobody but members on berlin, while its bridge is
 * down. With a history, the server begins anew with it; its clock was ahead.
 */
static void
lose_lines(const char *history, usec ahead, const char *what)
{
	if (ahead > 0) {
		kill_server(0, 0);
		site[0].paced = true;
		begin_server(0);
		hearsay_all_say(10);
		hearsay_hear();
		server_leap(site[0].server, ahead);
		hearsay_say(0, 10);
		hearsay_hear();
	}
	bridged_kill(&site[0].bridge);
	hearsay_say(0, 10);
	if (history != NULL) {
		kill_server(0, 0);
		site[0].paced = false;
		site[0].history = history;
		begin_server(0);
	}
	begin_bridge(0);
	hearsay_all_say(10);
	hearsay_lack(0, 10, what);
}

int
main(void)
{
	const char *const none = "", *const other = "history groups\n",
			  *const all = "history groups\nhistory_group tea\n";

	site = bridged_begin(SITES, true);
	hearsay_begin(site, SITES);
	kill_bridges_and_nats();
	kill_servers();
	site[0].history = none;
	kill_server(0, 0);
	begin_server(0);
	all_well("a server without a history");
	overflow_ring("the ring has the last 1,000");
	lose_lines(NULL, 0, "without a history nobody knows how many");
	lose_lines(none, 600 * SEC, "nor if the clock was set back");
	lose_lines(other, 600 * SEC, "nor with a history of other groups");
	lose_lines(NULL, 0, "where it is not recorded");
	overflow_ring("nor is that in the history");
	lose_lines(all, 0, "a history that was switched on");
	return tap_done();
}
