/*
 * The system has no more files or no more processes: who wants something is
 * told so, or waits, and nobody else is hurt; nor is a program that cannot take
 * over for that. Where select itself fails for good, the server says goodbye to
 * all and ends with the code for the system's faults. (No memory:
 * tests/unit/alone/router_memory.c, and found.)
 */
#include <sysexits.h>

#include "server/process/fork/nursery.h"
#include "tests/faults/board.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

/* Fewer than those who can wait to be accepted. */
#define MANY 50

static struct server *server;
static struct conn *javad, *ali;

static void
talk(void)
{
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(ali, "msg * 1 javad hello");
}

static void
newcomer_is_told(const char *fault)
{
	struct conn *newcomer;

	board_arm(fault);
	newcomer = conn_open(server);
	conn_say(newcomer, "ping");
	conn_expect_turned_away(newcomer, "...");
	conn_expect_end(newcomer);
	conn_close(newcomer);
	server_expect(server, "full: * (...");
	talk();
	board_disarm();
	conn_close(conn_named(server, "newcomer"));
	server_expect(server, "ended: newcomer ..."); /* the name is free */
	PASS("%s: a newcomer is told, and the next one gets in", fault);
}

/*
 * Really none, so that the spare file has to do for each. When nobody waits it
 * is tried again after a second, and all who come meanwhile are told then.
 */
static void
all_are_told(void)
{
	struct conn *newcomer[MANY];
	int free = 0;

	while (proc_has_open(server->pid, free))
		free++;
	proc_limit(server->pid, RLIMIT_NOFILE, (rlim_t)free);
	for (size_t i = 0; i < MANY; i++)
		newcomer[i] = conn_open(server);
	server_pace(server, SEC);
	for (size_t i = MANY; i-- > 0; conn_close(newcomer[i]))
		conn_expect_turned_away(newcomer[i], "...");
	proc_limit(server->pid, RLIMIT_NOFILE, 256);
	talk();
	PASS("%d newcomers are told, without waiting for each other", MANY);
}

/* Even the spare file is taken by somebody else at once. */
static void
newcomer_waits(void)
{
	struct conn *newcomer;

	board_arm("accept4:1+:ENFILE:parent");
	newcomer = conn_open(server);
	conn_say(newcomer, "patient");
	board_await(1);
	server_pace(server, 2 * SEC);
	talk();
	conn_expect_nothing(ali);
	board_disarm();
	server_pace(server, 2 * SEC);
	conn_expect(newcomer, "ok name patient");
	conn_close(newcomer);
	server_expect(
	    server, "ended: patient ..."); /* else it meets the next */
	PASS("no file for a connection: a newcomer waits");
}

/* It is not clear why: the log says it once, and it is tried at times. */
static void
accept_fails(void)
{
	struct conn *newcomer;

	board_arm("accept4:1+:EINVAL:parent");
	newcomer = conn_open(server);
	conn_say(newcomer, "patient");
	for (int i = 0; i < 3; i++) {
		board_await(1);
		server_pace(server, 2 * SEC);
		talk();
	}
	board_disarm();
	server_pace(server, 2 * SEC);
	conn_expect(newcomer, "ok name patient");
	conn_close(newcomer);
	server_expect(server, "ended: patient ...");
	TAP_NUM(server_logged(server, "accept: *: Invalid argument"), 1,
	    "accept fails: that is logged once, and a newcomer waits");
}

static void
upgrade_fails_for_that(void)
{
	struct conn *control;

	board_arm("pipe2:1:EMFILE:parent");
	control =
	    upgrade_ask(server, "upgrade %s", upgrade_program(UPGRADE_THIS));
	upgrade_expect(
	    control, "err cannot create a pipe for the rehearsal: ...");
	conn_close(control);
	board_disarm();
	talk();
	PASS("no file for the rehearsal of another program");
}

static void
select_fails(void)
{
	javad = conn_member(server, "javad", "2");
	board_arm("pselect:1-20:ENOMEM:parent");
	conn_say(javad, "send 2 hello");
	board_await(20);
	conn_expect(javad, "msg * 2 javad hello");
	PASS("select fails for a moment: talk goes on");
	board_arm("pselect:1+:ENOMEM:parent");
	conn_say(javad, "send 2 lost");
	server_expect(server, "select: ...");
	conn_wait_for(javad, "bye shutdown ..."); /* it may still be said */
	conn_expect_end(javad);
	conn_close(javad);
	TAP_NUM(server_status(server), EX_OSERR, "for good: its exit status");
}

int
main(void)
{
#ifndef __linux__
	tap_skip("the calls that fail are those of Linux");
#endif
	board_begin();
	server = server_start(&(struct setup) { .config = "grace 600\n",
	    .program = "forkcastd",
	    .stays = true,
	    .paced = true });
	javad = conn_member(server, "javad", "1");
	ali = conn_member(server, "ali", "1");
	conn_expect(javad, "join * 1 ali");
	all_are_told();
	newcomer_is_told("pipe2:1+:ENFILE:parent");
	newcomer_is_told("pipe2:2:EMFILE:parent");
#ifdef NURSERY
	newcomer_is_told("clone:1+:EAGAIN:worker");
#else
	newcomer_is_told("fork:1+:EAGAIN:parent");
#endif
	newcomer_waits();
	upgrade_fails_for_that();
	accept_fails();
	conn_close(ali);
	conn_close(javad);
	server_expect(server, "ended: javad ..."); /* the name is free */
	select_fails();
	return tap_done();
}
