/*
 * The disk fails while boxes are carried over a restart: what cannot be saved
 * is lost and the log says why, and the server stops; what cannot be removed is
 * not used, and is there when the disk is well again.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/faults/board.h"
#include "tests/lib/carryover.h"

/* On the side of the children, where the keeper alone makes these calls. */
static const struct {
	const char *fault;
	int error; /* of which the log says */
} faults[] = {
	{ "openat:1+:ENOSPC:worker", ENOSPC },
	{ "fsync:1:EIO:worker", EIO },
	{ "renameat:1:EROFS:worker", EROFS },
	{ "unlinkat:1:EROFS:worker", EROFS },
	{ "fstatat:1+:EACCES:worker", EACCES },
};

static struct server *
start(void)
{
	return server_start(
	    &(struct setup) { .config = carryover_config("box jobs\n") });
}

static struct server *
start_with_item(void)
{
	struct server *server = start();
	struct conn *ann = conn_member(server, "ann", "jobs");

	conn_ask(ann, "post jobs a", "ok post jobs *");
	conn_quit(ann);
	return server;
}

static void
cannot_be_saved(size_t which)
{
	struct server *server = start_with_item();
	char wanted[256];

	board_arm(faults[which].fault);
	server_stop(server);
	MUST(board_hits() > 0, "the fault was not met");
	board_disarm();
	(void)snprintf(wanted, sizeof(wanted),
	    "carryover: 1 items and 0 rows not saved: %s",
	    strerror(faults[which].error));
	TAP_OK(server_logged(server, wanted) == 1, "%s: %s",
	    faults[which].fault, wanted);
	TAP_OK(!carryover_exists("carryover"), "it is not there");
}

static void
cannot_be_removed(void)
{
	struct server *server = start_with_item();
	struct conn *bob;

	server_stop(server);
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
	struct server *server = start_with_item();

	server_stop(server);
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
	for (size_t i = 0; i < COUNT(faults); i++)
		cannot_be_saved(i);
	cannot_be_removed();
	is_removed_somehow();
	return tap_done();
}
