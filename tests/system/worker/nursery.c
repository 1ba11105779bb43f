/*
 * The nursery is killed again and again while clients come and go, and workers
 * at their birth, with upgrades between: each client gets in or sees its end,
 * and nothing is left: no process, no byte (nor a descriptor: server_stop).
 * While it is stopped, clients talk and the operator is served; after grace it
 * is replaced, and those get in who have waited, more than may be asked for at
 * a time. One that makes no worker is not begun again at once; where the
 * sandbox is required, nobody gets a worker without it. KILLS=200 and
 * CLIENTS=1000 have so many.
 */
#include "process/fork/nursery.h"

#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define WATCHED (300 * MSEC)
#define WAKES 8
#define MOST 1000 /* clients */

static struct {
	struct server *server;
	struct conn *client[MOST];
	unsigned came;
} test;

static size_t
wanted(const char *variable, size_t usual)
{
	const char *said = getenv(variable);

	return said != NULL ? strtoul(said, NULL, 10) : usual;
}

static pid_t
nursery(void)
{
	return server_worker(test.server, "nursery");
}

static void
signal_nursery(int number)
{
	MUST(kill(nursery(), number) == 0, "it is not ours");
}

/* It may have died of the last one, and not be reaped yet. */
static void
kill_nursery(void)
{
	const pid_t pid = nursery();

	MUST(kill(pid, SIGKILL) == 0, "it is not ours");
	if (dice_once_in(2))
		proc_expect_gone(pid);
}

static void
come(struct conn **conn)
{
	*conn = conn_open(test.server);
	conn_say(*conn, "guest%u", ++test.came);
}

/* Its worker has its name for a title by then. */
static void
expect_in(struct conn *conn)
{
	conn_expect(conn, "ok name guest*");
	conn_ask(conn, "ping", "ok ping");
}

static void
kill_newborn(void)
{
	struct conn *conn = conn_open(test.server);

	server_signal_worker(test.server, "-", SIGKILL);
	conn_expect_end(conn);
	conn_close(conn);
}

/* Some go, as many come, and the nursery dies before, meanwhile or after. */
static void
change(size_t clients)
{
	const size_t first = dice((unsigned)clients), count = 1 + dice(20);
	const size_t dies = dice((unsigned)count + 1);

	for (size_t i = 0; i <= count; i++) {
		struct conn **conn = &test.client[(first + i) % clients];
		if (i == dies)
			kill_nursery();
		if (i == count)
			break;
		if (*conn != NULL)
			conn_close(*conn);
		come(conn);
	}
	for (size_t i = 0; i < count; i++)
		expect_in(test.client[(first + i) % clients]);
}

static void
all_go(size_t clients)
{
	for (size_t i = 0; i < clients; i++)
		if (test.client[i] != NULL)
			conn_close(test.client[i]);
	memset(test.client, 0, sizeof(test.client));
	server_expect_workers(test.server, 0);
}

static void
test_killed(void)
{
	const size_t kills = wanted("KILLS", 30);
	const size_t clients = wanted("CLIENTS", 20);
	size_t memory = 0;

	MUST(clients <= MOST, "at most %d", MOST);
	/* With many, the dead are looked for at times, which have to pass. */
	const bool paced = clients < 200;
	test.server = server_start(&(struct setup) { .paced = paced,
	    .config = "max_clients 1200\nmax_per_address 1200\n" });
	for (size_t i = 0; i < clients; i++) {
		come(&test.client[i]);
		expect_in(test.client[i]);
	}
	for (size_t i = 0; i < kills; i++) {
		change(clients);
		kill_newborn();
		/* A pause of the nursery ends; it is not always wanted. */
		if (paced)
			server_pace(test.server, 5 * SEC);
		if (i % 10 == 3)
			upgrade_to(
			    test.server, paced ? UPGRADE_PACED : UPGRADE_THIS);
		if (i == kills / 2 || i + 1 == kills) {
			all_go(clients);
			const size_t now = server_memory(test.server);
			if (memory != 0)
				TAP_NUM(now, memory, "no byte is left");
			memory = now;
		}
	}
	PASS("the nursery is killed %zu times, and each client gets in", kills);
	server_stop(test.server);
}

static void
test_stopped(void)
{
	struct conn *late[NURSERY_BIRTHS + 1], *javad, *operator;

	test.server = server_start(&(struct setup) {
	    .config = "grace 60\n", .paced = true, .alone = true });
	javad = conn_member(test.server, "javad", "1");
	signal_nursery(SIGSTOP);
	for (size_t i = 0; i < COUNT(late); i++)
		come(&late[i]);
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	operator= conn_open_at(test.server->control);
	conn_ask(operator, "ping", "ok ping");
	conn_close(operator);
	PASS("it is stopped: others talk, and the operator is served");
	server_pace(test.server, 60 * SEC - 1);
	server_expect_workers(test.server, 1);
	server_pace(test.server, 1);
	server_expect(test.server, "nursery: pid * ended, signal 9");
	for (size_t i = 0; i < COUNT(late); i++) {
		expect_in(late[i]);
		conn_close(late[i]);
	}
	PASS("it is replaced after grace, and %zu get in", COUNT(late));
	conn_close(javad);
	server_stop(test.server);
}

/* Its clock is the system's. */
static void
test_idle(void)
{
	struct conn *conn;

	test.server = server_start(&(struct setup) { .config = "grace 60\n" });
	signal_nursery(SIGSTOP);
	come(&conn);
	TAP_OK(proc_hardly_wakes(test.server->pid, WATCHED, WAKES),
	    "nor does the server wait busily");
	signal_nursery(SIGCONT);
	expect_in(conn);
	conn_close(conn);
	server_stop(test.server);
}

/* Without a nursery there is no worker that has nothing of the parent's. */
static void
test_required(void)
{
	struct conn *conn;

	test.server = server_start(
	    &(struct setup) { .config = "sandbox require\n", .paced = true });
	signal_nursery(SIGKILL);
	server_expect(test.server, "nursery: pid * ended, signal 9");
	come(&conn);
	conn_expect_turned_away(conn, "...");
	conn_close(conn);
	PASS("where it is required, nobody gets a worker without it");
	server_pace(test.server, 5 * SEC);
	come(&conn);
	expect_in(conn);
	PASS("after a pause, there is one again");
	conn_close(conn);
	server_stop(test.server);
}

int
main(void)
{
#ifndef NURSERY
	tap_skip("needs a nursery");
#endif
	dice_begin();
	test_killed();
	test_stopped();
	test_idle();
	test_required();
	return tap_done();
}
