/*
 * If workers are killed at birth, without descriptors of their own, among 500
 * newcomers in a row, the others get in, and nothing is left of the dead: no
 * process, no descriptor, no byte.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/newborn.h"
#include "tests/lib/proc.h"

#define BIRTHS 500
#define BEFORE 20 /* they make what is kept at the first use */

static struct conn *latest;
static int births;

static void
connect_one(const struct server *server)
{
	latest = conn_open(server);
}

/* Killed with no instruction done, or soon; its client sees the end. */
static void
bear_and_kill(const struct server *server)
{
	const pid_t pid = newborn_catch(server, connect_one);

	if (dice_once_in(2)) {
		newborn_kill(pid);
	} else {
		newborn_let_go(pid);
		pass_time(dice(300));
		MUST(kill(pid, SIGKILL) == 0, "it has gone by itself");
	}
	conn_expect_end(latest);
	conn_close(latest);
}

static void
bear(const struct server *server)
{
	newborn_let_go(newborn_catch(server, connect_one));
	conn_say(latest, "guest%d", ++births);
	conn_expect(latest, "ok name guest%d", births);
	conn_close(latest);
}

/* Returns when all of them are reaped, and another turn is done. */
static void
bear_many(struct server *server, struct conn *other, size_t count)
{
	const size_t ended = server_logged(server, "ended: ...") + count;
	const usec end = deadline();

	for (size_t i = 0; i < count; i++)
		(dice_once_in(3) ? bear : bear_and_kill)(server);
	while (server_logged(server, "ended: ...") < ended)
		MUST(deadline_pause(end), "not all of them have ended");
	conn_expect_nothing(other);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	if (!newborn_can(server))
		tap_skip("needs ptrace");
	dice_begin();
	struct conn *javad = conn_member(server, "javad", "1");
	bear_many(server, javad, BEFORE);
	const long descriptors = proc_descriptors(server->pid);
	const size_t memory = server_memory(server);
	bear_many(server, javad, BIRTHS);
	PASS("%d newborn workers: no process is left", BIRTHS);
	TAP_NUM(proc_descriptors_soon(server->pid, descriptors), descriptors,
	    "no descriptor is left");
	TAP_NUM(server_memory(server), memory, "no byte is left");
	conn_expect_nothing(javad);
	conn_close(conn_member(server, "ali", "1"));
	conn_expect(javad, "join * 1 ali");
	PASS("who is in goes on, and others get in");
	server_stop(server);
	return tap_done();
}
