/*
 * A ban with a reason and a time tells refused clients the reason until it
 * ends; with a state directory it survives a restart, whatever happens to the
 * keeper.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define CTL "forkcastctl -p $SERVER "
#define BAD "127.0.0.9:0"
#define OTHER "127.0.0.10:0"

static void
point_at(const struct server *server)
{
	char pid[24];

	(void)snprintf(pid, sizeof(pid), "%ld", (long)server->pid);
	MUST(setenv("SERVER", pid, 1) == 0, "out of memory");
}

static void
run(const char *script, int status, const char *said, const char *complained)
{
	const struct shell_case one = { script, status, said, complained };

	shell_cases_at(HERE, "1", &one, 1);
}

static void
is_refused(struct server *server, const char *from, const char *text)
{
	struct conn *conn = conn_open_from(server, from);

	conn_expect_turned_away(conn, "%s", text);
	conn_close(conn);
}

/* Waits until the keeper has told so many bans. */
static void
await_bans(const struct server *server, size_t count)
{
	struct conn *control = conn_open_at(server->control);
	const usec until = deadline();
	size_t found;

	do {
		MUST(deadline_pause(until), "they do not come");
		conn_say(control, "bans");
		for (found = 0; !str_eq(conn_line(control), STR("ok bans"));)
			found++;
	} while (found < count);
	conn_close(control);
}

static void
test_reason(struct server *server)
{
	struct conn *bad = conn_open_from(server, BAD);

	conn_ask(bad, "name bad", "ok name bad");
	run(CTL "ban 127.0.0.9 too loud, -t 5", 0,
	    "1 client kicked by the ban\n", "");
	conn_expect(bad, "bye kicked your address is banned: too loud, -t 5");
	conn_close(bad);
	is_refused(server, BAD,
	    "connections from your address are not allowed: too loud, -t 5");
	server_expect(server, "refused: 127.0.0.9:* (banned)");
	PASS("who is in, and who comes, is told the reason");
	run(CTL "ban 127.0.0.9 -t 1h", 0, "0 clients kicked by the ban\n", "");
	is_refused(
	    server, BAD, "connections from your address are not allowed");
	run(CTL "bans", 0, "127.0.0.9 until *T*Z\n", "");
	run(CTL "unban 127.0.0.9", 0, "ban lifted\n", "");
	run(CTL "ban 127.0.0.9 -t 600", 0, "0 clients kicked by the ban\n", "");
	server_pace(server, 540 * SEC);
	is_refused(
	    server, BAD, "connections from your address are not allowed");
	server_pace(server, 60 * SEC);
	bad = conn_open_from(server, BAD);
	conn_ask(bad, "ping", "ok ping");
	conn_close(bad);
	run(CTL "bans", 0, "", "");
	PASS("until its time is over");
	run(CTL "ban 127.0.0.9 -t soon", 1, "",
	    "forkcastctl: refused: invalid time for -t: ...\n");
	run(CTL "ban", 64, "", "usage: forkcastctl ban NETWORK ...\n");
}

/* One of each kind, and one that is over soon. */
static void
test_lasts(const struct setup *setup, struct server *server)
{
	run(CTL "ban 127.0.0.9 -t 1d too  loud", 0,
	    "0 clients kicked by the ban\n", "");
	run(CTL "ban 127.0.0.10 -t 1h 'as  they  stand'", 0,
	    "0 clients kicked by the ban\n", "");
	run(CTL "ban 127.0.0.11", 0, "0 clients kicked by the ban\n", "");
	run(CTL "ban 127.0.0.12", 0, "0 clients kicked by the ban\n", "");
	run(CTL "unban 127.0.0.12", 0, "ban lifted\n", "");
	run(CTL "unban 127.0.0.12", 1, "",
	    "forkcastctl: refused: no such ban; ...\n");
	server_stop(server);

	server = server_start(setup);
	point_at(server);
	await_bans(server, 3);
	is_refused(server, OTHER,
	    "connections from your address are not allowed: as  they  stand");
	run(CTL "bans", 0,
	    "127.0.0.9 until *T*Z too loud\n"
	    "127.0.0.10 until *T*Z as  they  stand\n"
	    "127.0.0.11\n",
	    "");
	PASS("they are there after a restart, as they were");

	upgrade_to(server, UPGRADE_LATER);
	is_refused(server, OTHER,
	    "connections from your address are not allowed: as  they  stand");
	PASS("and in the next program");
	MUST(kill(keeper_find(server), SIGKILL) == 0, "kill");
	run(CTL "ban 127.0.0.13 while it was not there >said\n"
		"until " CTL "unban 127.0.0.11 2>said\n"
		"do sleep 0.1; done",
	    0, "ban lifted\n", "");
	server_stop(server);

	server = server_start(setup);
	point_at(server);
	await_bans(server, 3);
	run(CTL "bans", 0,
	    "127.0.0.9 until *T*Z too loud\n"
	    "127.0.0.10 until *T*Z as  they  stand\n"
	    "127.0.0.13 while it was not there\n",
	    "");
	PASS("nor does it matter that a keeper dies");
	server_stop(server);
}

/* A ban is in force at once; a hung keeper loses it, its successor gets it. */
static void
test_without_keeper(const struct setup *setup)
{
	struct server *server = server_start(setup);
	struct conn *bad = conn_open_from(server, "127.0.0.15:0");
	pid_t keeper = keeper_find(server);
	struct conn *control;

	point_at(server);
	conn_ask(bad, "ping", "ok ping");
	MUST(kill(keeper, SIGSTOP) == 0, "kill");
	run(CTL "ban 127.0.0.15 -t 1d sure", 0, "1 client kicked by the ban\n",
	    "");
	conn_expect(bad, "bye kicked your address is banned: sure");
	conn_close(bad);
	control = conn_open_at(server->control);
	conn_ask(control, "ban 127.0.0.14", "ok 0 clients kicked by the ban");
	conn_ask(control, "ping\nunban 127.0.0.14", "ok ping");
	server_pace(server, 61 * SEC);
	conn_wait_for(control, "err ban lifted only until ...");
	conn_close(control);
	MUST(strstr(keeper_text(), "127.0.0.15") == NULL, "it is kept");
	MUST(kill(keeper, SIGKILL) == 0, "kill");
	server_expect(server, "keeper: pid * ended, signal 9; ...");
	server_pace_later(server, SEC); /* no longer than the next may take */
	const usec until = deadline();
	while (strstr(keeper_text(), "\nban 127.0.0.15 ") == NULL)
		MUST(deadline_pause(until), "it is never kept");
	PASS("and that is made up for");
	server_stop(server);
}

int
main(void)
{
	struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&(struct setup) { .paced = true });
	char config[2 * SCRATCH_PATH + 20];

	point_at(server);
	test_reason(server);
	server_stop(server);
	server = server_start(&setup);
	point_at(server);
	test_lasts(&setup, server);
	(void)snprintf(
	    config, sizeof(config), "%shold_time 60\n", keeper_config());
	setup.config = config;
	setup.paced = true;
	test_without_keeper(&setup);
	return tap_done();
}
