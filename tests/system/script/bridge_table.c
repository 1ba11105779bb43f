/*
 * Whatever is killed, cut or set back on three machines, everybody gets the
 * words of one person in their order and once, or is told how many are missing,
 * or that nobody knows: nothing is lost in silence.
 */
#include <signal.h>
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/bridged.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define SITES 3
#define ROUNDS 4

static struct bridged *site;

/*
 * What somebody on each machine says, and what all others hear of it: in its
 * order and once, or so many were told to be missing. They are in the group
 * tea.
 */
static const char *const names[SITES] = { "ali", "sara", "bo" };

/* What was heard of one speaker. */
struct hearsay {
	unsigned heard; /* the last number */
	unsigned may; /* so many may be missing, by what was told */
	unsigned lost; /* so many were */
	bool unknown; /* more before the next one, nobody knows how many */
};

/* Not zero: each number has so many digits, and is a message. */
static int hearsay_digits;

static struct {
	struct conn *conn[SITES];
	unsigned said[SITES];
	struct hearsay of[SITES][SITES]; /* speaker's by hearer */
} hearsay;

/* Connects one again, to hear what comes from then on. */
static void
hearsay_return(size_t number)
{
	hearsay.conn[number] =
	    conn_member(site[number].server, names[number], "tea");
	for (size_t i = 0; i < SITES; i++)
		hearsay.of[number][i].heard = 0;
}

/*
 * One says so many lines more, as one message; or all do so in turn, of each
 * hundred as one message and of others alone.
 */
static void
hearsay_say(size_t number, unsigned count)
{
	if (count > 1 && hearsay_digits == 0)
		conn_say(hearsay.conn[number], "lines tea %u", count);
	while (count-- > 0)
		conn_say(hearsay.conn[number], "send tea number %0*u",
		    hearsay_digits, ++hearsay.said[number]);
}

/* One says that, and waits for an answer, which no line of others is before. */
static void
hearsay_ask(size_t number, const char *line, const char *answer)
{
	conn_say(hearsay.conn[number], "%s", line);
	conn_wait_for(hearsay.conn[number], "%s", answer);
}

static void
hearsay_all_say(unsigned count)
{
	for (unsigned once; count > 0; count -= once) {
		once = count >= LIMIT_LINES ? LIMIT_LINES : 1;
		for (size_t i = 0; i < SITES; i++)
			hearsay_say(i, once);
	}
}

/* Returns the number at the end of the line, or 0. */
static unsigned
last_number(struct str line)
{
	uint64_t number = 0;

	while (line.at != NULL) {
		number = 0;
		(void)str_to_number(str_word(&line), 1000000, &number);
	}
	return (unsigned)number;
}

/* Takes a line about the speaker; others are skipped. */
static void
hearsay_take(struct hearsay *of, size_t speaker, struct str line)
{
	const unsigned number = last_number(line);
	const char *server = bridged_names[speaker];
	char pattern[128];

	(void)snprintf(
	    pattern, sizeof(pattern), "msg * tea bridge -- %s: ...", server);
	if (pattern_matches(pattern, line))
		of->may += number;
	(void)snprintf(pattern, sizeof(pattern),
	    "msg * tea bridge -- %s: messages may be missing here, nobody ...",
	    server);
	of->unknown = of->unknown || pattern_matches(pattern, line);
	(void)snprintf(pattern, sizeof(pattern), "msg * tea %s/%s number *",
	    names[speaker], server);
	if (!pattern_matches(pattern, line))
		return;
	MUST(number > of->heard, "%s's number %u comes after %u",
	    names[speaker], number, of->heard);
	if (of->heard > 0)
		of->lost += number - of->heard - 1;
	of->heard = number;
	if (of->unknown && of->may < of->lost)
		of->may = of->lost;
	of->unknown = false;
	MUST(of->lost <= of->may, "of %s %u are missing, and %u told",
	    names[speaker], of->lost, of->may);
}

/* Waits until all have heard the last of all; what was missing was told. */
static void
hearsay_hear(void)
{
	for (size_t i = 0; i < SITES; i++) {
		struct conn *conn = hearsay.conn[i];
		for (size_t j = 0; j < SITES; j++)
			while (i != j &&
			    hearsay.of[i][j].heard < hearsay.said[j]) {
				conn_wait_for(conn, "msg * tea ...");
				for (size_t k = 0; k < SITES; k++)
					hearsay_take(
					    &hearsay.of[i][k], k, conn->line);
			}
	}
}

/*
 * Does so, and tests that so many of the speaker's were missing at each other
 * machine since the last time, and were told of.
 */
static void
hearsay_lack(size_t number, unsigned count, const char *what)
{
	hearsay_hear();
	for (size_t i = 0; i < SITES; i++)
		for (size_t j = 0; j < SITES; j++) {
			struct hearsay *of = &hearsay.of[i][j];
			const unsigned lost = j == number ? count : 0;
			MUST(i == j || (of->lost == lost && of->may == lost),
			    "%s: %u of %s are missing on %s, and %u told", what,
			    of->lost, names[j], bridged_names[i], of->may);
			of->lost = of->may = 0;
		}
	PASS("%s", what);
}

static void
hearsay_begin(void)
{
	for (size_t i = 0; i < SITES; i++)
		hearsay_return(i);
	hearsay_all_say(1);
	hearsay_hear();
}

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
	hearsay_lack(0, 0, what);
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
	hearsay_begin();
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
