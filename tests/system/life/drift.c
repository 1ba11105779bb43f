/*
 * 1,000 connects and disconnects, or as many as are asked for, and upgrades
 * between them, leave nothing behind in the server: neither a process nor a
 * byte, beyond what there was after the first (nor a descriptor:
 * server_stop). drift [CONNECTIONS]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define FIRST 200
#define CONNECTIONS 1000
#define AT_ONCE 20

/*
 * The kernel may count some pages late; but of so many rounds of so many
 * clients, one leaves no page.
 */
#define ROUNDS 10
#define ROUND 200

static struct server *server;

static void
signal_worker(struct conn *conn, int number)
{
	conn_wait_for(conn, "ok ping here");
	MUST(kill(server_worker(server, conn->label), number) == 0,
	    "cannot end the worker");
}

static void
be_killed(struct conn *conn)
{
	signal_worker(conn, SIGKILL);
	conn_close(conn);
}

static void
be_kicked(struct conn *conn)
{
	signal_worker(conn, SIGTERM);
	conn_wait_for(conn, "bye kicked ...");
	conn_close(conn);
}

static void
stay_half_open(struct conn *conn)
{
	conn_finish(conn);
	conn_wait_for(conn, "bye quit ...");
	conn_close(conn);
}

/* A visitor's lines, and how the visit ends. */
static const struct {
	const char *says;
	void (*go)(struct conn *conn);
} visits[] = {
	{ "", conn_close },
	{ "", conn_reset },
	{ "join own\nquit\n", conn_close },
	{ "topic 1 tea\nsend 1 hello\n", conn_close },
	{ "names 1\ngroups\nhelp\n", conn_reset },
	{ "send 1 half", stay_half_open },
	{ "leave 1\njoin 2\n", conn_close },
	{ "ping here\n", be_killed },
	{ "ping here\n", be_kicked },
};

/* A worker that is gone has left its slot only when it is reaped and logged. */
static void
wait_for_ends(void)
{
	for (int i = 0; i < AT_ONCE; i++)
		server_expect(server, "ended: ...");
	server_expect_workers(server, 0);
}

/* So many at once come, speak and go. */
static void
visit(int first)
{
	struct conn *conns[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++)
		conns[i] = conn_open(server);
	for (int i = 0; i < AT_ONCE; i++) {
		struct conn *conn = conns[i];
		const size_t which = (size_t)(first + i) % COUNT(visits);
		const char *says = visits[which].says;
		(void)snprintf(
		    conn->label, sizeof(conn->label), "guest-%d", first + i);
		conn_say(conn, "%s\njoin 1", conn->label);
		conn_send(conn, says, strlen(says));
	}
	for (int i = 0; i < AT_ONCE; i++)
		visits[(size_t)(first + i) % COUNT(visits)].go(conns[i]);
	wait_for_ends();
}

static void
visit_all(int count)
{
	for (int i = 0; i < count; i += AT_ONCE)
		visit(i);
}

static void
upgrade_twice(void)
{
	upgrade_to(server, UPGRADE_LATER);
	upgrade_to(server, UPGRADE_THIS);
}

static bool
leaves_no_page(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		const long before = proc_status(server->pid, "VmRSS");
		visit_all(ROUND);
		if (proc_status(server->pid, "VmRSS") <= before)
			return true;
	}
	return false;
}

int
main(void)
{
	const char *given = getenv("CONNECTIONS");
	const int count =
	    given != NULL ? (int)strtol(given, NULL, 10) : CONNECTIONS;

	server = server_start(NULL);
	visit_all(FIRST);
	upgrade_twice();
	const size_t memory = server_memory(server);
	for (int i = 0; i < count; i += count / ROUNDS) {
		visit_all(count / ROUNDS);
		upgrade_twice();
	}
	PASS("no process is left of %d connections", count);
	TAP_NUM(server_memory(server), memory, "no byte is left");
	TAP_OK(sanitized() || leaves_no_page(), "no page is left");
	TAP_OK(
	    server_logged(server, "clients: 0 of *") == 2, "no client is left");
	server_stop(server);
	return tap_done();
}
