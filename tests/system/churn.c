/*
 * 1,000 connects and disconnects leave nothing behind in the server: neither a
 * process nor a descriptor nor a byte.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define CONNECTIONS 1000
#define AT_ONCE 20

static void
stay_half_open(struct conn *conn)
{
	conn_finish(conn);
	conn_wait_for(conn, "bye quit ...");
	conn_close(conn);
}

/* Who is gone before it is accepted leaves no line in the log. */
static void
reset_inside(struct conn *conn)
{
	conn_wait_for(conn, "ok name *");
	conn_reset(conn);
}

/* What a visitor says, and how it goes. */
static const struct {
	const char *says;
	void (*go)(struct conn *conn);
} visits[] = {
	{ "", conn_close },
	{ "", reset_inside },
	{ "join own\nquit\n", conn_close },
	{ "topic 1 tea\nsend 1 hello\n", conn_close },
	{ "names 1\ngroups\nhelp\n", reset_inside },
	{ "send 1 half", stay_half_open },
};

/* Who is answered has been let in, and so has everybody before. */
static void
come_last(const struct server *server)
{
	struct conn *last = conn_open(server);

	conn_ask(last, "quit", "bye quit ...");
	conn_close(last);
}

/* A worker that is gone has left its slot only when it is reaped and logged. */
static void
wait_for_ends(struct server *server)
{
	static size_t ends;
	const usec end = deadline();

	ends += AT_ONCE + 1;
	while (server_logged(server, "ended: ...") < ends)
		MUST(deadline_pause(end), "not all have ended");
}

/* So many at once come, speak and go. */
static void
visit(struct server *server, int first)
{
	struct conn *conns[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++)
		conns[i] = conn_open(server);
	for (int i = 0; i < AT_ONCE; i++) {
		const size_t which = (size_t)(first + i) % COUNT(visits);
		const char *says = visits[which].says;
		conn_say(conns[i], "guest-%d\njoin 1", first + i);
		conn_send(conns[i], says, strlen(says));
		visits[which].go(conns[i]);
	}
	come_last(server);
	server_expect_workers(server, 0);
	wait_for_ends(server);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	/* What is made at first use and then kept is there behind this. */
	for (int i = 0; i < 5 * AT_ONCE; i += AT_ONCE)
		visit(server, i);
	const size_t memory = server_memory(server);
	const long descriptors = proc_descriptors(server->pid);
	for (int i = 0; i < CONNECTIONS; i += AT_ONCE)
		visit(server, i);
	PASS("no process is left of %d connections", CONNECTIONS);
	TAP_NUM(proc_descriptors(server->pid), descriptors,
	    "no descriptor is left");
	TAP_NUM(server_memory(server), memory, "no byte is left");
	TAP_OK(
	    server_logged(server, "clients: 0 of *") == 2, "no client is left");
	server_stop(server);
	return tap_done();
}
