/*
 * The disk fails while the boxes of an earlier version's file are loaded: a
 * file that cannot be removed is not used, and is there when the disk is well
 * again.
 */
#include <signal.h>

#include "tests/faults/board.h"
#include "tests/lib/carryover.h"

#define SAVED "forkcast-carryover 1\nbox jobs\nitem 5 0 ann x\nend 2\n"

static struct server *
start(void)
{
	return server_start(&(struct setup) {
	    .config = carryover_config("box jobs\nhistory_sync none\n") });
}

static void
cannot_be_removed(void)
{
	struct server *server;
	struct conn *bob;

	carryover_write(SAVED);
	board_arm("unlinkat:1+:EROFS:worker");
	server = start();
	board_disarm();
	TAP_OK(server_logged(server,
		   "carryover: not loaded: Read-only file system; the file is "
		   "still there") == 1,
	    "what cannot be removed is not used");
	bob = conn_member(server, "bob", "jobs");
	conn_ask(bob, "boxes", "box jobs 0 0 0");
	conn_expect(bob, "ok boxes 1");
	conn_quit(bob);
	server_stop(server);
	server = start();
	TAP_OK(
	    server_logged(server, "carryover: loaded 1 items and 0 rows") == 1,
	    "but when it can be");
	server_signal(server, SIGKILL);
	(void)server_status(server);
}

/* The file is gone then, even if the disk might bring it back. */
static void
is_removed_somehow(void)
{
	struct server *server;

	carryover_write(SAVED);
	board_arm("fsync:1+:EIO:worker");
	server = start();
	board_disarm();
	TAP_OK(server_logged(server, "carryover: loaded 1 items and 0 rows") ==
		    1 &&
		!carryover_exists("carryover"),
	    "what is gone from the directory is used");
	server_stop(server);
}

int
main(void)
{
	board_begin();
	(void)carryover_config(""); /* makes the directory */
	cannot_be_removed();
	is_removed_somehow();
	return tap_done();
}
