/*
 * 200 clients talk in their groups, each heard by its ring alone, since this
 * server makes no sweeps; nobody else notices that one worker is stopped and
 * others are killed or end.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/hall.h"

#define TALKS 100

static void
test_rings(void)
{
	for (unsigned i = 0; i < TALKS; i++)
		hall_talk();
	PASS("%d clients: %d messages in each group", HALL_SIZE, TALKS);
}

/* Checks that the others of its group are told, and all go on. */
static void
expect_quit(size_t number, const char *name)
{
	const size_t first = number / HALL_GROUP * HALL_GROUP;

	for (size_t i = first; i < first + HALL_GROUP; i++)
		if (hall_get(i) != NULL)
			conn_expect(hall_get(i), "quit * %s...", name);
}

static void
test_stopped(const struct server *server)
{
	const pid_t worker = server_worker(server, "c15");
	struct conn *stopped = hall_lose(15);

	MUST(kill(worker, SIGSTOP) == 0, "cannot stop it");
	conn_say(stopped, "send 1 late");
	for (unsigned i = 0; i < TALKS / 10; i++)
		hall_talk();
	MUST(kill(worker, SIGCONT) == 0, "cannot continue it");
	conn_wait_for(stopped, "msg * 1 c15 late");
	for (size_t i = HALL_GROUP; i < 2 * HALL_GROUP; i++)
		if (hall_get(i) != NULL)
			conn_expect(hall_get(i), "msg * 1 c15 late");
	PASS("a stopped worker delays nobody, and goes on");
	conn_close(stopped);
	expect_quit(15, "c15");
}

static void
test_killed(const struct server *server)
{
	struct conn *killed = hall_lose(27);
	struct conn *reset = hall_lose(38);

	MUST(kill(server_worker(server, "c27"), SIGKILL) == 0, "no worker");
	expect_quit(27, "c27");
	conn_reset(reset);
	expect_quit(38, "c38");
	conn_close(killed);
	for (unsigned i = 0; i < TALKS / 10; i++)
		hall_talk();
	PASS("who is killed or closes is told of");
}

int
main(void)
{
	bulk();
	struct server *server =
	    server_start(&(struct setup) { .program = HALL_UNSWEPT });

	hall_enter(server);
	test_rings();
	test_stopped(server);
	test_killed(server);
	server_stop(server);
	return tap_done();
}
