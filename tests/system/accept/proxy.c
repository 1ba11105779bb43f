/*
 * On a listener for proxies, a client has the address in the header of the
 * PROXY protocol, in the log and in its worker's title.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define V1 "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"
#define V1_V6 "PROXY TCP6 2001:db8::7 2001:db8::1 40000 1234\r\n"
#define V2                                                            \
	SIGNATURE "\x21\x11\0\x13\xc0\0\2\x8\xc0\0\2\1\x9c\x40\4\xd2" \
		  "\4\0\4abcd"
#define LOCAL SIGNATURE "\x20\0\0\0"
#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct {
	const char *what;
	const char *bytes;
	size_t len;
	const char *peer; /* as a pattern */
} headers[] = {
	{ "version 1", BYTES(V1), "192.0.2.7:40000" },
	{ "version 1, IPv6", BYTES(V1_V6), "[2001:db8::7]:40000" },
	{ "version 2", BYTES(V2), "192.0.2.8:40000" },
	{ "version 1, unknown", BYTES("PROXY UNKNOWN\r\n"), "127.0.0.1:*" },
	{ "version 2, the proxy itself", BYTES(LOCAL), "127.0.0.1:*" },
};

/* Until its worker waits for more, so that the next is read apart from it. */
static void
send_apart(struct conn *conn, const char *bytes, size_t len)
{
	const usec end = deadline();

	conn_send(conn, bytes, len);
	while (server_any_runs())
		MUST(deadline_pause(end), "the worker does not rest");
}

static void
says_whose_it_is(struct server *server, size_t i, bool in_pieces)
{
	struct conn *conn = conn_open(server);

	if (!in_pieces)
		conn_send(conn, headers[i].bytes, headers[i].len);
	for (size_t at = 0; in_pieces && at < headers[i].len; at++)
		send_apart(conn, headers[i].bytes + at, 1);
	conn_ask(conn, "javad", "ok name javad");
	if (proc_is_there())
		(void)server_worker(server, "javad");
	conn_ask(conn, "quit", "bye quit ...");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server,
	    "ended: javad %s pid *, bye quit, lived * s, "
	    "3 lines in, 2 out",
	    headers[i].peer);
	PASS("%s%s", headers[i].what, in_pieces ? ", byte by byte" : "");
}

/* In one piece with what the client says first. */
static void
takes_no_more_than_the_header(const struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, BYTES(V1 "javad\nPROXY TCP4 1 2 3 4\r\nping\n"));
	conn_expect(conn, "ok name javad");
	conn_expect(conn, "err - bad-command ...");
	conn_expect(conn, "ok ping");
	PASS("what follows is the client's");
	conn_close(conn);
}

static void
shows_the_title(const struct server *server)
{
	struct conn *conn = conn_open(server);
	char title[128];

	if (!proc_is_there())
		return;
	conn_send(conn, BYTES(V1 "titled\n"));
	conn_expect(conn, "ok name titled");
	proc_title(server_worker(server, "titled"), title, sizeof(title));
	TAP_STR(str_from(title), STR("forkcastd: titled 192.0.2.7:40000"),
	    "ps shows the client's address");
	conn_close(conn);
}

/* Chunks are for programs on this machine alone. */
static void
speaks_no_chunks(struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, BYTES(V1 "slow"));
	server_expect_workers(server, 1);
	server_pace_all(server, 60 * SEC);
	conn_ask(conn, "ly", "ok name slowly");
	PASS("a pause ends no line there");
	conn_close(conn);
}

static void
works_on_a_unix_socket(void)
{
	char path[SCRATCH_PATH];
	char marked[SCRATCH_PATH + 8];

	scratch_path(path, "socket");
	(void)snprintf(marked, sizeof(marked), "%s proxy", path); /* fits */
	struct server *server =
	    server_start(&(struct setup) { .listen = { marked } });
	says_whose_it_is(server, 0, false);
	struct conn *conn = conn_open(server);
	conn_send(conn, BYTES(LOCAL "ali\n"));
	conn_expect(conn, "ok name ali");
	conn_close(conn);
	server_expect(server, "ended: ali %s pid *, ...", path);
	PASS("a UNIX socket may be for proxies too");
	server_stop(server);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0 proxy" },
		.config = "chunk_time 60\ngrace 600\n",
		.paced = true });

	for (size_t i = 0; i < COUNT(headers); i++) {
		says_whose_it_is(server, i, false);
		says_whose_it_is(server, i, true);
	}
	takes_no_more_than_the_header(server);
	shows_the_title(server);
	speaks_no_chunks(server);
	server_stop(server);
	works_on_a_unix_socket();
	return tap_done();
}
