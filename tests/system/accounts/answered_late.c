/*
 * What the keeper has done is answered so, though it was killed before the
 * server could hear of it, or another program took over meanwhile: it is done,
 * and not refused because it is there already.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
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

/* The keeper has been asked when the bystander hears what was said before. */
static void
does(struct server *server, struct conn *who, struct conn *bystander,
    const char *command, const char *text, bool is_there, const char *answer)
{
	keeper_signal(server, SIGSTOP);
	conn_say(who, "send 1 now\n%s", command);
	conn_wait_for(bystander, "msg * 1 * now");
	is_killed(server, text, is_there);
	conn_wait_for(who, answer);
	PASS("%s", command);
}

static void
clients_are_answered(struct server *server)
{
	struct conn *bystander = conn_member(server, "zoe", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bob = conn_member(server, "bob", "1");

	does(server, ali, bystander, "register pw", "account ali ", true,
	    "ok register ali");
	does(server, bob, bystander, "enroll robert pw", "account robert ",
	    true, "ok register robert");
	conn_say(ali, "join tea");
	conn_wait_for(ali, "join * tea ali");
	does(server, ali, bystander, "register tea", "group tea ", true,
	    "ok register tea");
	does(server, ali, bystander, "drop tea", "group tea ", false,
	    "ok drop tea");
	conn_close(ali);
	conn_close(bob);
	conn_close(bystander);
}

static void
operator_is_answered(struct server *server, const char *order, const char *text,
    bool is_there, const char *answer)
{
	struct conn *operator= conn_open_at(server->control);

	conn_ask(operator, "ping", "ok ping");
	keeper_signal(server, SIGSTOP);
	/* It runs the first line before it answers the second. */
	conn_say(operator, "ping\n%s", order);
	conn_expect(operator, "ok ping");
	is_killed(server, text, is_there);
	conn_wait_for(operator, answer);
	PASS("%s", order);
	conn_close(operator);
}

/* One is done by the old keeper, which then goes; the other by the next. */
static void
test_upgrade(struct server *server)
{
	struct conn *bystander = conn_member(server, "zoe", "1");
	struct conn *one = conn_member(server, "one", "1");
	struct conn *two = conn_member(server, "two", "1");
	struct conn *control;

	keeper_signal(server, SIGSTOP);
	const pid_t old = keeper_find(server);
	conn_say(one, "send 1 one\nregister pw");
	conn_wait_for(bystander, "msg * 1 one one");
	conn_say(two, "send 1 two\nregister pw");
	conn_wait_for(bystander, "msg * 1 two two");
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_LATER));
	upgrade_expect(control, "ok ...");
	MUST(kill(old, SIGCONT) == 0, "no keeper");
	conn_wait_for(one, "ok register one");
	conn_wait_for(two, "ok register two");
	PASS("register while another program takes over");
}

int
main(void)
{
	static char config[1024];

	(void)snprintf(
	    config, sizeof(config), "%shold_time 600\n", keeper_config());
	const struct setup setup = { .config = config };
	struct server *server = server_start(&setup);

	clients_are_answered(server);
	operator_is_answered(server, "accounts add ann pw", "account ann ",
	    true, "ok account ann created");
	operator_is_answered(server, "accounts remove ann", "account ann ",
	    false, "ok account ann removed");
	test_upgrade(server);
	server_stop(server);
	return tap_done();
}
