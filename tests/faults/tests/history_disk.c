/*
 * The disk of the history fails for long: the chat goes on and the log says
 * why; when it is well again, the history has every message, once and in order.
 * (What fails once: tests/unit/alone/helpers_journal.c.)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/faults/board.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

/* On the side of the children, where only the journal makes these calls. */
static const struct {
	const char *fault;
	int error; /* in the log */
} long_ones[] = { { "pwrite:1+:ENOSPC:worker", ENOSPC },
	{ "pwrite:1+:EIO:worker", EIO }, { "pwrite:1+:EROFS:worker", EROFS },
	{ "fdatasync:1+:EIO:worker", EIO } };

static unsigned said; /* messages of 1, 2, 3 and so on */

static struct server *
start(void)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync 0.01\nhold_time 600\nstall_time 600\nexempt "
	    "127.0.0.1\n",
	    keeper_config_recorded()); /* fits */
	return server_start(&(struct setup) { .config = config });
}

static void
says_one(struct conn *conn)
{
	said++;
	conn_say(conn, "send tea %u.", said);
	conn_expect(conn, "msg * tea ali %u.", said);
}

static void
goes_on(struct server *server, struct conn *conn, size_t which)
{
	board_arm(long_ones[which].fault);
	says_one(conn);
	server_expect(server, "journal: cannot write: %s",
	    strerror(long_ones[which].error));
	says_one(conn);
	board_disarm();
	server_expect(server, "journal: writes again");
	PASS("%s: the chat goes on", long_ones[which].fault);
}

/* Reads the whole history, to which the next server has to come as well. */
static void
has_all(struct server *server, const char *name)
{
	struct conn *conn = conn_member(server, name, "tea");

	conn_say(conn, "history tea said last 1000");
	for (unsigned i = 1; i <= said; i++)
		conn_expect(conn, "past msg * tea ali %u.", i);
	conn_expect(conn, "ok history tea %u *", said);
	PASS("%u messages are there, once and in order", said);
	conn_ask(conn, "quit", "bye quit *");
	conn_close(conn);
}

static void
survives(void)
{
	struct server *server = start();
	struct conn *ali = conn_member(server, "ali", "tea");

	for (size_t i = 0; i < COUNT(long_ones); i++)
		goes_on(server, ali, i);
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	has_all(server, "bob");
	server_stop(server);
}

int
main(void)
{
	struct server *server;

	board_begin();
	survives();
	server = start();
	has_all(server, "carl");
	server_stop(server);
	return tap_done();
}
