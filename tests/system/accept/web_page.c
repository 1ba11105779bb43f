/*
 * A web page cannot speak for the person who looks at it: input of a browser,
 * or of another protocol's client, ends a connection without a name, and the
 * server reads nothing after it.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define TEXT "expected a name, as one word, or a command"
#define BYE "bye protocol " TEXT
#define PAUSE                                                       \
	"a client that sends no line ends must pause for 60000 ms " \
	"after its name"

/* A web page's payload, in which each line would be a command. */
#define EVIL "evil\r\njoin 1\r\nsend 1 from a web page\r\n"
#define EVIL_MORE "ping 1\nname evil\n" EVIL

/* The bytes of browsers, as they were recorded. */
#define FETCH                                                        \
	"POST / HTTP/1.1\r\n"                                        \
	"Host: 127.0.0.1:1234\r\n"                                   \
	"Connection: keep-alive\r\n"                                 \
	"Content-Length: 43\r\n"                                     \
	"sec-ch-ua-platform: \"Linux\"\r\n"                          \
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/130\r\n" \
	"Content-Type: text/plain;charset=UTF-8\r\n"                 \
	"Accept: */*\r\n"                                            \
	"Origin: http://evil.example\r\n"                            \
	"Sec-Fetch-Mode: no-cors\r\n"                                \
	"Referer: http://evil.example/\r\n"                          \
	"Accept-Encoding: gzip, deflate, br, zstd\r\n"               \
	"\r\n" EVIL
#define FORM                           \
	"POST /x HTTP/1.1\r\n"         \
	"Host: localhost:1234\r\n"     \
	"Content-Type: text/plain\r\n" \
	"Content-Length: 45\r\n"       \
	"Cookie: a=b;\r\n c=d\r\n"     \
	"\r\n" EVIL
#define WEBSOCKET                                         \
	"GET /chat HTTP/1.1\r\n"                          \
	"Host: 127.0.0.1:1234\r\n"                        \
	"Connection: Upgrade\r\n"                         \
	"Upgrade: websocket\r\n"                          \
	"Sec-WebSocket-Version: 13\r\n"                   \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" \
	"\r\n" EVIL

static const struct {
	const char *what;
	const char *bytes;
} others[] = {
	{ "fetch()", FETCH },
	{ "a form", FORM },
	{ "a WebSocket", WEBSOCKET },
	{ "a question before", "OPTIONS / HTTP/1.1\r\n" EVIL_MORE },
	{ "a method of its own", "name /x HTTP/1.1\r\n" EVIL_MORE },
	{ "a method that is a verb", "join /x HTTP/1.1\r\n" EVIL_MORE },
	{ "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" EVIL_MORE },
	{ "a method alone", "get\n" EVIL_MORE },
	{ "a header", "Host: 127.0.0.1\r\n" EVIL_MORE },
	{ "behind empty lines", "\r\n\r\nPOST / HTTP/1.1\r\n" EVIL_MORE },
	{ "behind what may be said",
	    "ping\nping 2\nPOST / HTTP/1.1\r\n" EVIL_MORE },
	{ "TLS", "\x16\x03\x01\x02\n" EVIL_MORE },
	{ "mail", "EHLO\r\n" EVIL_MORE },
	{ "mail, with a word", "helo there\r\n" EVIL_MORE },
	{ "RESP", "*1\r\n$4\r\nPING\r\n" EVIL_MORE },
	{ "what is no command", "hello there\n" EVIL_MORE },
};

static struct server *server;
static struct conn *ali;

/* It was told goodbye, and nobody has heard of it. */
static void
expect_goodbye(struct conn *conn, const char *what)
{
	conn_wait_for(conn, BYE);
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "ended: - * pid *, bye protocol, ...");
	conn_expect_nothing(ali);
	MUST(server_logged(server, "evil...") == 0, "%s: it has a name", what);
	PASS("%s", what);
}

static void
comes_at_once(void)
{
	for (size_t i = 0; i < COUNT(others); i++) {
		struct conn *conn = conn_open(server);
		conn_send(conn, others[i].bytes, strlen(others[i].bytes));
		expect_goodbye(conn, others[i].what);
	}
}

/* Each byte is a read of its own, as far as that can be had. */
static void
comes_in_bytes(void)
{
	struct conn *conn = conn_open(server);

	for (const char *at = FORM; *at != '\0'; at++)
		if (conn_push(conn, at, 1, 0) == 0)
			break;
	expect_goodbye(conn, "byte by byte");
}

/* The line is longer than any of ours, and its end is far away. */
static void
is_too_long(void)
{
	static char line[3 * 4096];
	struct conn *conn = conn_open(server);
	const int len = snprintf(
	    line, sizeof(line), "POST /%08000d HTTP/1.1\r\n%s", 0, EVIL_MORE);

	conn_send(conn, line, (size_t)len);
	expect_goodbye(conn, "a line that is too long");
}

static void
has_no_name_yet(void)
{
	struct conn *conn = conn_open(server);

	conn_ask(conn, "name ali", "err name name-taken ...");
	conn_ask(conn, "send 1 x", "err send not-allowed ...");
	conn_ask(conn, "nick", "err name bad-name ...");
	conn_send(conn, FETCH, strlen(FETCH));
	expect_goodbye(conn, "behind a name that is taken");
	conn = conn_open(server);
	conn_say(conn, "name ali\nPOST / HTTP/1.1\n" EVIL_MORE);
	conn_expect(conn, "err name name-taken ...");
	expect_goodbye(conn, "behind a name that has still to be refused");
}

/* No line end, and none to come: it need not be waited for. */
static void
has_no_end(void)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, "POST / HT", 9);
	expect_goodbye(conn, "a part of a line");
	conn = conn_open(server);
	conn_send(conn, "\x16\x03", 2);
	expect_goodbye(conn, "TLS without a line end");
	conn = conn_open(server);
	conn_send(conn, "GET", 3);
	conn_finish(conn);
	conn_expect(conn, "bye quit ...");
	conn_expect_end(conn);
	conn_close(conn);
	PASS("an unfinished line that may be ours is nothing");
}

/* One who has a name may say what he likes, and be wrong. */
static void
has_a_name(void)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "javad\nhello all\njoin 1\nsend 1 we speak HTTP/1.1");
	conn_expect(conn, "ok name javad");
	conn_expect(conn, "err - bad-command ...");
	conn_expect(conn, "join * 1 javad");
	conn_expect(conn, "msg * 1 javad we speak HTTP/1.1");
	conn_ask(conn, "GET / HTTP/1.1", "err - bad-command ...");
	conn_ask(conn, "\x16\x03", "err - bad-command ...");
	conn_ask(conn, "get", "err get bad-command ...");
	conn_ask(conn, "quit", "bye quit ...");
	conn_close(conn);
	conn_expect(ali, "join * 1 javad");
	conn_expect(ali, "msg * 1 javad we speak HTTP/1.1");
	conn_expect(ali, "quit * javad");
	PASS("behind a name these are texts, and commands that are refused");
}

/* In chunks a pause ends what has come, unless it is clear before. */
static void
speaks_chunks(void)
{
	static const struct {
		const char *bytes;
		bool is_clear;
	} chunks[] = { { "GET", false }, { "POST / HT", true },
		{ "\x16\x03", true }, { "EHLO", false }, { "*1", false },
		{ "no name", true } };
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	server = server_start(&(struct setup) { .listen = { path },
	    .config = "chunk_time 60\ngrace 600\n",
	    .paced = true });
	for (size_t i = 0; i < COUNT(chunks); i++) {
		struct conn *conn = conn_open(server);
		conn_send(conn, chunks[i].bytes, strlen(chunks[i].bytes));
		if (chunks[i].is_clear) {
			conn_expect(conn, BYE "; ...");
		} else {
			server_pace(server, 60 * SEC);
			conn_expect_bytes(conn, TEXT "; " PAUSE);
		}
		conn_expect_end(conn);
		(void)conn_push(conn, EVIL_MORE, strlen(EVIL_MORE), 0);
		conn_close(conn);
		server_expect(server, "ended: - * pid *, bye protocol, ...");
		PASS("a chunk: %s", chunks[i].bytes);
	}
	TAP_NUM(server_logged(server, "*: login ..."), 0, "nobody has a name");
	server_stop(server);
}

/* A proxy passes the payload on, and the server refuses it, too. */
static void
comes_by_proxy(void)
{
	static const char header[] =
	    "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n";
	struct conn *conn;

	server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0 proxy" } });
	conn = conn_open(server);
	conn_send(conn, header, strlen(header));
	conn_send(conn, FETCH, strlen(FETCH));
	conn_expect(conn, BYE);
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(
	    server, "ended: - 192.0.2.7:40000 pid *, bye protocol, ...");
	PASS("behind the header of a proxy");
	server_stop(server);
}

int
main(void)
{
	server = server_start(&(struct setup) { .config = "chunk_time 0\n" });
	ali = conn_member(server, "ali", "1");
	comes_at_once();
	comes_in_bytes();
	is_too_long();
	has_no_name_yet();
	has_no_end();
	has_a_name();
	server_stop(server);
	speaks_chunks();
	comes_by_proxy();
	return tap_done();
}
