/*
 * A change that the keeper has made is confirmed, even if the keeper was killed
 * before the server got the reply, or another program took over meanwhile. It
 * is not refused as already existing.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

/* Until the file has that, or has it no more. */
static void
await_file(const char *text, bool is_there)
{
	const usec end = deadline();

	while ((strstr(keeper_text(), text) != NULL) != is_there)
		MUST(
		    deadline_pause(end), "\"%s\" in:\n%s", text, keeper_text());
}

/*
 * The keeper does it while the server sleeps, and is killed: the server finds
 * its answer in the pipe, or nothing but its death.
 */
static void
is_killed(struct server *server, const char *text, bool is_there)
{
	const pid_t keeper = keeper_find(server);

	server_signal(server, SIGSTOP);
	MUST(kill(keeper, SIGCONT) == 0, "no keeper");
	await_file(text, is_there);
	MUST(kill(keeper, SIGKILL) == 0, "no keeper");
	server_signal(server, SIGCONT);
}

/* Until there is a keeper that has told all: one that is new is not asked. */
static void
await_keeper(struct conn *zoe)
{
	const usec end = deadline();
	struct str line;

	do {
		MUST(deadline_pause(end), "no keeper answers");
		conn_say(zoe, "login zoe pw");
		do
			line = conn_line(zoe);
		while (!pattern_matches("* login ...", line));
	} while (!pattern_matches("ok login zoe", line));
}

/*
 * Says it, and waits until the keeper has been asked. The bystander hears what
 * was said before it in the middle of a turn, whose end is two turns later
 * over.
 */
static void
asks(struct conn *who, struct conn *bystander, const char *command)
{
	conn_say(who, "send 1 now\n%s", command);
	conn_wait_for(bystander, "msg * 1 * now");
	for (int i = 0; i < 2; i++) {
		conn_say(bystander, "ping");
		conn_wait_for(bystander, "ok ping");
	}
}

static void
does(struct server *server, struct conn *who, struct conn *bystander,
    const char *command, const char *text, bool is_there, const char *answer)
{
	await_keeper(bystander);
	keeper_signal(server, SIGSTOP);
	asks(who, bystander, command);
	is_killed(server, text, is_there);
	conn_wait_for(who, answer);
	PASS("%s", command);
}

static void
test_clients(struct server *server)
{
	struct conn *bystander = conn_member(server, "zoe", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bob = conn_member(server, "bob", "1");

	conn_say(bystander, "register pw");
	conn_wait_for(bystander, "ok register zoe");
	does(server, ali, bystander, "register pw", "account ali ", true,
	    "ok register ali");
	does(server, bob, bystander, "enroll robert pw", "account robert ",
	    true, "ok register robert");
	conn_say(ali, "join tea");
	conn_wait_for(ali, "join * tea ali");
	does(server, ali, bystander, "register tea", "group tea ", true,
	    "ok register tea");
	does(server, ali, bystander, "drop tea", "\ncut group tea\n", true,
	    "ok drop tea");
	conn_close(ali);
	conn_close(bob);
	conn_close(bystander);
}

static void
operator_is_answered(struct server *server, struct conn *zoe, const char *order,
    const char *text, bool is_there, const char *answer)
{
	struct conn *operator= conn_open_at(server->control);
	struct conn *other = conn_open_at(server->control);

	conn_ask(operator, "ping", "ok ping");
	conn_ask(other, "ping", "ok ping");
	await_keeper(zoe);
	keeper_signal(server, SIGSTOP);
	conn_say(operator, "%s", order);
	/* Two turns later the keeper has been asked. */
	conn_ask(other, "ping", "ok ping");
	conn_ask(other, "ping", "ok ping");
	conn_close(other);
	is_killed(server, text, is_there);
	conn_wait_for(operator, answer);
	PASS("%s", order);
	conn_close(operator);
}

/* The upgrade waits until the old keeper has done all. */
static void
test_upgrade(struct server *server)
{
	struct conn *bystander = conn_member(server, "max", "1");
	struct conn *one = conn_member(server, "one", "1");
	struct conn *two = conn_member(server, "two", "1");
	struct conn *eve = conn_member(server, "eve", "1");
	struct conn *dan = conn_member(server, "dan", "1");
	struct conn *control = conn_open_at(server->control), *next;
	pid_t old;

	conn_say(eve, "register pw\njoin tea\nregister tea");
	conn_wait_for(eve, "ok register tea");
	conn_say(dan, "register pw\njoin salt");
	conn_wait_for(dan, "join * salt dan");
	old = keeper_find(server);
	keeper_signal(server, SIGSTOP);
	asks(one, bystander, "register pw");
	asks(two, bystander, "register pw");
	asks(eve, bystander, "mode tea +k key");
	asks(dan, bystander, "register salt");
	conn_say(control, "ping\naccounts add joe pw");
	conn_expect(control, "ok ping");
	next =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_LATER));
	MUST(kill(old, SIGCONT) == 0, "no keeper");
	upgrade_expect(next, "ok ...");
	conn_wait_for(one, "ok register one");
	conn_wait_for(two, "ok register two");
	conn_wait_for(control, "ok account joe created");
	PASS("register and accounts add while another program takes over");
	conn_wait_for(eve, "ok mode tea +k key");
	conn_wait_for(dan, "ok register salt");
	TAP_OK(strstr(keeper_text(), "group salt dan ") != NULL &&
		strstr(keeper_text(), " n 0 key\n") != NULL,
	    "a mode, and a group");
	keeper_signal(server, SIGSTOP);
	asks(eve, bystander, "drop tea");
	old = keeper_find(server);
	next = upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_THIS));
	MUST(kill(old, SIGCONT) == 0, "no keeper");
	upgrade_expect(next, "ok ...");
	conn_wait_for(eve, "ok drop tea");
	TAP_OK(strstr(keeper_text(), "\ncut group tea\n") != NULL,
	    "drop, by a program that gets it back");
}

/* A server each, as a keeper that dies often is restarted less often. */
static void
with_server(void (*run)(struct server *server))
{
	static char config[1024];

	(void)snprintf(
	    config, sizeof(config), "%shold_time 600\n", keeper_config());
	const struct setup setup = { .config = config };
	struct server *server = server_start(&setup);

	run(server);
	server_stop(server);
}

static void
test_operator(struct server *server)
{
	struct conn *zoe = conn_open(server); /* she has an account */

	operator_is_answered(server, zoe, "accounts add ann pw", "account ann ",
	    true, "ok account ann created");
	operator_is_answered(server, zoe, "accounts remove ann",
	    "\ncut account ann\n", true, "ok account ann removed");
	conn_close(zoe);
}

int
main(void)
{
	with_server(test_clients);
	with_server(test_operator);
	with_server(test_upgrade);
	return tap_done();
}
