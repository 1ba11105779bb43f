/*
 * max_per_user limits the connections of a user over UNIX sockets, and no
 * others.
 */
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

/* If 8 a second were let go, nobody would wait so long: see deadline.h. */
#define HASTY 400

#define LOGGED 10 /* lines a second */

static char path[SCRATCH_PATH];

static void
refuses_a_third(struct server *server)
{
	struct conn *third = conn_open_at(path);

	conn_expect_turned_away(third, "you have too many ...");
	conn_expect_end(third);
	conn_close(third);
	server_expect(server, "refused: %s uid %lu (too many from one user)",
	    path, (unsigned long)geteuid());
}

static void
comes_again_and_again(struct server *server)
{
	static const char line[] = "refused: * uid * (too many from one user)";
	const size_t before = server_logged(server, line);
	const usec start = clock_mono();
	struct conn *hasty[HASTY];
	struct conn *conn;

	for (int i = 0; i < HASTY; i++)
		hasty[i] = conn_open_at(path);
	conn = conn_open(server);
	conn_ask(conn, "sara", "ok name sara");
	PASS("who comes again and again keeps nobody out");
	for (int i = 0; i < HASTY; i++)
		conn_expect_turned_away(hasty[i], "you have too many ...");
	const size_t lines = server_logged(server, line) - before;
	const usec took = clock_mono() - start;
	TAP_OK(lines > 0 && lines <= LOGGED * (took / SEC + 2),
	    "nor does he fill the log");
}

int
main(void)
{
	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .config = "max_per_user 2\n", .listen = { "127.0.0.1:0", path } });
	struct conn *javad = conn_open_at(path);
	struct conn *ali = conn_open_at(path);

	conn_ask(javad, "javad", "ok name javad");
	conn_ask(ali, "ali", "ok name ali");
	refuses_a_third(server);
	PASS("the third one is told, and logged");
	for (int i = 0; i < 3; i++)
		conn_ask(conn_open(server), "ping", "ok ping");
	PASS("TCP is not concerned");
	comes_again_and_again(server);
	conn_ask(ali, "quit", "bye quit ...");
	conn_expect_end(ali);
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	conn_ask(conn_open_at(path), "reza", "ok name reza");
	PASS("when one has left another one gets in");
	server_stop(server);
	return tap_done();
}
