/*
 * The disk of the state fails, in any of the ways that it can: what is not on
 * it is not answered with ok, and is not there later; what was there is; the
 * log says why. When the disk is well again all goes on. While the history
 * cannot be written, the chat goes on, and later it has all, once and in order.
 * (What cannot be read: accounts/unreadable.talk.)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/faults/board.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

/* On the side of the children, where the keeper alone makes these calls. */
static const struct {
	const char *fault;
	int error; /* of which the log says */
} faults[] = {
	{ "pwrite:1:ENOSPC:worker", ENOSPC },
	{ "pwrite:1:EIO:worker", EIO },
	{ "fdatasync:1:EIO:worker", EIO },
	{ "fdatasync:1:ENOSPC:worker", ENOSPC },
	{ "fstatat:1+:EACCES:worker", EACCES },
};

static unsigned made;

static void
makes_one(struct conn *conn)
{
	char line[64], answer[64];

	(void)snprintf(line, sizeof(line), "enroll a%u pw", made);
	(void)snprintf(answer, sizeof(answer), "ok register a%u", made);
	conn_ask(conn, line, answer);
	conn_ask(conn, "logout", "ok logout");
	made++;
}

static void
fails(struct server *server, struct conn *conn, size_t which)
{
	char line[64];

	board_arm(faults[which].fault);
	(void)snprintf(line, sizeof(line), "enroll a%u pw", made);
	conn_ask(conn, line, "err enroll unavailable ...");
	MUST(board_hits() > 0, "the fault was not met");
	server_expect(
	    server, "keeper: cannot write: %s", strerror(faults[which].error));
	board_disarm();
	PASS("%s: no ok, and the log says why", faults[which].fault);
	(void)snprintf(line, sizeof(line), "login a%u pw", made);
	conn_ask(conn, line, "err login not-allowed ...");
	makes_one(conn);
	PASS("it is not there until it can be written");
}

static void
has_all(struct server *server)
{
	char name[32];

	for (unsigned i = 0; i < made; i++) {
		(void)snprintf(name, sizeof(name), "a%u", i);
		conn_close(keeper_come(server, name));
	}
	PASS("%u accounts are there", made);
}

/* Each message of the text x is said while the disk fails. */
static void
history_waits(void)
{
	static const struct {
		const char *fault;
		int error;
	} for_long[] = { { "pwrite:1+:ENOSPC:worker", ENOSPC },
		{ "pwrite:1+:EIO:worker", EIO },
		{ "pwrite:1+:EROFS:worker", EROFS },
		{ "fdatasync:1+:EIO:worker", EIO } };
	struct server *server = server_start(
	    &(const struct setup) { .config = keeper_config_recorded() });
	struct conn *conn = conn_member(server, "ali", "tea");

	for (size_t i = 0; i < COUNT(for_long); i++) {
		conn_ask(conn, "send tea y", "msg * tea ali y");
		board_arm(for_long[i].fault);
		conn_ask(conn, "send tea x", "msg * tea ali x");
		server_expect(server, "journal: cannot write: %s",
		    strerror(for_long[i].error));
		board_disarm();
		server_expect(server, "journal: writes again");
	}
	conn_say(conn, "history tea said last 99");
	for (size_t i = 0; i < COUNT(for_long); i++) {
		conn_expect(conn, "past msg * tea ali y");
		conn_expect(conn, "past msg * tea ali x");
	}
	conn_expect(conn, "ok history tea 8 *");
	PASS("the history has every message");
	conn_close(conn);
	server_stop(server);
}

int
main(void)
{
	char config[512];
	struct server *server;
	struct conn *conn;

	(void)snprintf(config, sizeof(config),
	    "%sregister before\nexempt 127.0.0.1\n", keeper_config());
	const struct setup setup = { .config = config };

	board_begin();
	server = server_start(&setup);
	conn = conn_open(server);
	makes_one(conn);
	for (size_t i = 0; i < COUNT(faults); i++)
		fails(server, conn, i);
	conn_close(conn);
	server_stop(server);
	server = server_start(&setup);
	has_all(server);
	server_stop(server);
	history_waits();
	return tap_done();
}
