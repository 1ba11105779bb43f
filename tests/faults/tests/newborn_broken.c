/*
 * A worker whose uplink fails in the very turn in which it says that it is
 * ready: it is ended after the grace, like any other that is broken.
 */
#define _GNU_SOURCE /* RWF_NOWAIT */
#include <signal.h>
#include <sys/uio.h>

#include "tests/faults/board.h"
#include "tests/lib/conn.h"
#include "tests/lib/newborn.h"

static struct conn *latest;

static void
connect_one(const struct server *server)
{
	latest = conn_open(server);
	conn_say(latest, "ali");
}

int
main(void)
{
	board_begin();
	struct server *server = server_start(&(struct setup) {
	    .config = "grace 600\n", .program = "forkcastd", .paced = true });

	if (!newborn_can(server))
		tap_skip("needs ptrace");
#ifndef RWF_NOWAIT
	tap_skip("needs a libc that has pwritev2");
#endif
	const pid_t pid = newborn_catch(server, connect_one);
	server_signal(server, SIGSTOP);
	newborn_let_go(pid);
	/* When it rings, both are there: that it is ready, and its name. */
	board_await_call(SIDE_WORKER, CALL_pwritev2, 1);
	board_arm("read:1:EIO:parent");
	server_signal(server, SIGCONT);
	board_await(1);
	server_pace(server, 300 * SEC);
	MUST(server_logged(server, "ended: ...") == 0, "it has no grace");
	server_pace(server, 300 * SEC);
	conn_expect_end(latest);
	server_expect(server, "ended: - * pid %ld, signal 9, ...", (long)pid);
	PASS("it is ended");
	conn_close(latest);
	conn_close(conn_named(server, "javad"));
	PASS("and the next one gets in");
	server_stop(server);
	return tap_done();
}
