/* A raw connection of a test to the server: see conn.h. */
#include "conn.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "browser.h"
#include "deadline.h"
#include "dice.h"
#include "otherwise.h"
#include "pattern.h"
#include "shared/io.h"

#define LINE_SIZE 8192

static struct {
	struct conn *first;
} conns;

/* The result of reading. */
enum got { GOT_BYTES, GOT_END, GOT_RESET, GOT_NOTHING };

static enum got next_line(struct conn *conn);

static const char *const got_text[] = {
	[GOT_END] = "the end of the connection",
	[GOT_RESET] = "a reset of the connection",
	[GOT_NOTHING] = "nothing in time",
};

/* Once the server has stopped, its last lines can still be read. */
static void
finish_all(void)
{
	for (struct conn *conn = conns.first; conn != NULL; conn = conn->next)
		(void)shutdown(conn->fd, SHUT_WR); /* it may have ended */
}

static struct addr
addr_of(const char *text)
{
	struct addr addr;
	const char *wrong = addr_parse(&addr, text);

	MUST(wrong == NULL, "address %s: %s", text, wrong);
	return addr;
}

/* Not every system has all of 127.0.0.0/8. */
static void
bind_to(int fd, const char *text)
{
	const struct addr addr = addr_of(text);

	if (bind(fd, &addr.to.any, addr.len) == 0)
		return;
	MUST(errno == EADDRNOTAVAIL, "cannot bind to %s: %s", text,
	    strerror(errno));
	tap_skip("this machine does not have all of 127.0.0.0/8");
}

/* From is the client's own address; null: any. */
static struct conn *
connect_to(const char *text, const char *from, bool is_small)
{
	const int least = 1, yes = 1;
	struct conn *conn = calloc(1, sizeof(*conn));
	const struct addr addr = addr_of(text);

	MUST(conn != NULL, "out of memory");
	buf_init(&conn->in, conn->data, sizeof(conn->data));
	(void)snprintf(conn->label, sizeof(conn->label), "a client");
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
	conn->fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(conn->fd != -1, "no socket: %s", strerror(errno));
	/* Too small or too large a buffer is set to what is allowed. */
	if (is_small || !otherwise_is_large())
		(void)setsockopt(
		    conn->fd, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least));
	/* While bytes wait for an ACK, all processes may rest. No UNIX socket.
	 */
	(void)setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (from != NULL)
		bind_to(conn->fd, from);
	MUST(connect(conn->fd, &addr.to.any, addr.len) == 0,
	    "cannot connect to %s: %s", text, strerror(errno));
	MUST(io_prepare(conn->fd), "fcntl: %s", strerror(errno));
	conn->next = conns.first;
	conns.first = conn;
	server_let_go_by(finish_all);
	return conn;
}

/* Asks for a WebSocket. Without one the connection has no browser. */
static void
begin_socket(struct conn *conn, const char *protocol, bool shows)
{
	conn_say(conn, "%s", browser_request(protocol));
	if (next_line(conn) != GOT_BYTES ||
	    !str_begins(conn->line, STR("HTTP/1.1 101 ")))
		return;
	while (conn->line.len > 1)
		if (next_line(conn) != GOT_BYTES)
			return;
	conn->browser = browser_new(shows);
}

/* To the first address, or by the last one, if that is for proxies. */
static struct conn *
come_to(const struct server *server, const char *from)
{
	const char *last = server->address[server->addresses - 1];
	struct addr own = { .len = sizeof(own.to) };
	char text[ADDR_TEXT];
	struct conn *conn;

	if (!otherwise_is(PROXIED) || strncmp(last, "127.0.0.2:", 10) != 0)
		return connect_to(server->address[0], from, false);
	conn = connect_to(last, from, false);
	MUST(getsockname(conn->fd, &own.to.any, &own.len) == 0,
	    "no address: %s", strerror(errno));
	addr_text(&own, text);
	const int host = (int)strcspn(text, ":");
	conn_say(conn, "PROXY TCP4 %.*s 127.0.0.1 %s 2323\r", host, text,
	    text + host + 1);
	return conn;
}

struct conn *
conn_browse(const struct server *server, const char *protocol)
{
	struct conn *conn = come_to(server, NULL);

	begin_socket(conn, protocol, true);
	MUST(conn->browser != NULL, "%s: no WebSocket", conn->label);
	return conn;
}

struct conn *
conn_open(const struct server *server)
{
	return conn_open_from(server, NULL);
}

struct conn *
conn_open_at(const char *address)
{
	return connect_to(address, NULL, false);
}

struct conn *
conn_open_from(const struct server *server, const char *from)
{
	struct conn *conn = come_to(server, from);

	if (otherwise_is(BROWSED))
		begin_socket(conn, NULL, false);
	if (!otherwise_is(BROWSED) || conn->browser != NULL)
		return conn;
	/* Who is turned away speaks without frames, and is told so. */
	conn_close(conn);
	return come_to(server, from);
}

struct conn *
conn_open_small(const char *address)
{
	return connect_to(address, NULL, true);
}

struct conn *
conn_named_at(const char *where, const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	(void)snprintf(conn->label, sizeof(conn->label), "%s", name);
	conn_say(conn, "%s", name);
	conn_expect_at(where, conn, "ok name %s", name);
	return conn;
}

struct conn *
conn_member_at(const char *where, const struct server *server, const char *name,
    const char *group)
{
	struct conn *conn = conn_named_at(where, server, name);

	conn_say(conn, "join %s", group);
	conn_expect_at(where, conn, "join * %s %s", group, name);
	return conn;
}

void
conn_close(struct conn *conn)
{
	struct conn **at = &conns.first;

	while (*at != conn)
		at = &(*at)->next;
	*at = conn->next;
	io_close(&conn->fd);
	free(conn->browser);
	free(conn);
}

void
conn_reset(struct conn *conn)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	MUST(setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	conn_close(conn);
}

void
conn_finish(struct conn *conn)
{
	/* The server may have closed it meanwhile. */
	MUST(shutdown(conn->fd, SHUT_WR) == 0 || errno == ENOTCONN,
	    "shutdown: %s", strerror(errno));
}

/* Has a piece read alone, once in a while, and the last one always. */
static void
let_read(bool is_last, usec end)
{
	if (!otherwise_is(PIECES) || !(is_last || dice_once_in(4)))
		return;
	while (server_any_runs() && deadline_pause(end))
		continue;
}

/* Sends until the deadline: the number of bytes that were taken. */
static size_t
push_until(struct conn *conn, const char *data, size_t len, usec end)
{
	size_t sent = 0;

	while (sent < len) {
		const ssize_t count = io_write(
		    conn->fd, data + sent, otherwise_piece(len - sent));
		if (count == IO_FAIL)
			break;
		if (count > 0)
			sent += (size_t)count;
		if (count > 0)
			let_read(sent == len, end);
		else if (!deadline_poll(conn->fd, POLLOUT, end))
			break;
	}
	return sent;
}

size_t
conn_push(struct conn *conn, const void *data, size_t len, usec time)
{
	return push_until(conn, data, len, clock_mono() + time);
}

/* The same, to the last byte. */
static void
send_all(struct conn *conn, const char *data, size_t len)
{
	const size_t sent = push_until(conn, data, len, deadline());

	MUST(sent == len, "%s: only %zu of %zu bytes were taken", conn->label,
	    sent, len);
}

/* Sends bytes in a frame, if the connection has frames. */
static void
send_framed(struct conn *conn, struct str bytes)
{
	if (conn->browser != NULL)
		bytes = browser_frame(conn->browser, bytes);
	send_all(conn, bytes.at, bytes.len);
}

void
conn_send(struct conn *conn, const void *data, size_t len)
{
	if (conn->browser != NULL && conn->browser->shows)
		send_all(conn, data, len);
	else
		send_framed(conn, (struct str) { data, len });
}

void
conn_say(struct conn *conn, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(line, sizeof(line) - 1, format, values);
	va_end(values);
	MUST(len >= 0 && (size_t)len < sizeof(line) - 1, "line too long");
	line[len] = '\n';
	send_framed(conn, (struct str) { line, (size_t)len + 1 });
}

/* Takes frames apart. Returns whether anything has come of them. */
static bool
take_frames(struct conn *conn)
{
	const size_t before = buf_len(&conn->in);

	if (browser_take(conn->browser, &conn->in))
		send_all(conn, browser_pong.at, browser_pong.len);
	return buf_len(&conn->in) > before;
}

/* Waits for more bytes and reads them; what there was no room for is first. */
static enum got
read_more(struct conn *conn, usec end)
{
	struct buf *in =
	    conn->browser != NULL ? &conn->browser->raw : &conn->in;
	char *room;
	ssize_t count;

	if (conn->browser != NULL && take_frames(conn))
		return GOT_BYTES;
	const size_t size = buf_room(in, &room);
	while ((count = io_read(conn->fd, room, size)) == IO_AGAIN)
		if (!deadline_poll(conn->fd, POLLIN, end))
			return GOT_NOTHING;
	if (count == 0)
		return GOT_END;
	if (count == IO_FAIL)
		return GOT_RESET;
	buf_filled(in, (size_t)count);
	if (conn->browser != NULL)
		(void)take_frames(conn);
	return GOT_BYTES;
}

/* The next line, waited for until then. */
static enum got
line_until(struct conn *conn, usec end)
{
	enum got got;

	if (conn->line.at != NULL)
		buf_drop_line(&conn->in, conn->line);
	conn->line = (struct str) { NULL, 0 };
	for (;;) {
		const enum line_found found = buf_line(&conn->in, &conn->line);
		MUST(found != LINE_TOO_LONG, "the server sent too long a line");
		if (found == LINE_WHOLE)
			return GOT_BYTES;
		if ((got = read_more(conn, end)) != GOT_BYTES)
			return got;
	}
}

static enum got
next_line(struct conn *conn)
{
	return line_until(conn, deadline());
}

bool
conn_has_line(struct conn *conn, struct str *line)
{
	const enum got got = line_until(conn, 0);

	*line = conn->line;
	return got == GOT_BYTES;
}

struct str
conn_line_at(const char *where, struct conn *conn)
{
	const enum got got = next_line(conn);

	if (got != GOT_BYTES)
		must_end(where, "%s: wanted a line, got %s", conn->label,
		    got_text[got]);
	return conn->line;
}

struct str
conn_answer_at(const char *where, struct conn *conn)
{
	struct str line;

	do
		line = conn_line_at(where, conn);
	while (str_eq(line, STR("- still working")));
	return line;
}

/* A pattern made of a format and its values, which lasts until the next. */
static const char *
pattern_of(const char *format, va_list values)
{
	static char pattern[LINE_SIZE];

	if (vsnprintf(pattern, sizeof(pattern), format, values) < 0)
		pattern[0] = '\0';
	return pattern;
}

static noreturn void
not_as_expected(const char *where, const struct conn *conn, const char *pattern,
    enum got got)
{
	if (got != GOT_BYTES)
		must_end(where, "%s: wanted \"%s\", got %s", conn->label,
		    pattern, got_text[got]);
	must_end(where, "%s: wanted \"%s\", got \"%.*s\"", conn->label, pattern,
	    (int)conn->line.len, conn->line.at);
}

static void
expect_pattern(const char *where, struct conn *conn, const char *pattern)
{
	const enum got got = next_line(conn);

	if (got != GOT_BYTES || !pattern_matches(pattern, conn->line))
		not_as_expected(where, conn, pattern, got);
}

/* Both lines have one reason; the first one has a CR. */
void
conn_expect_turned_away_at(
    const char *where, struct conn *conn, const char *format, ...)
{
	const struct str error = STR("ERROR :Closing link: ");
	char both[LINE_SIZE];
	va_list values;

	va_start(values, format);
	(void)snprintf(both, sizeof(both), "%.*s%s", (int)error.len, error.at,
	    pattern_of(format, values));
	va_end(values);
	expect_pattern(where, conn, both);
	(void)snprintf(both, sizeof(both), "bye server-full %.*s",
	    (int)(conn->line.len - error.len - 1), conn->line.at + error.len);
	expect_pattern(where, conn, both);
}

void
conn_expect_at(const char *where, struct conn *conn, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	const char *pattern = pattern_of(format, values);
	va_end(values);
	expect_pattern(where, conn, pattern);
}

void
conn_ask_at(const char *where, struct conn *conn, const char *line,
    const char *format, ...)
{
	va_list values;

	va_start(values, format);
	const char *pattern = pattern_of(format, values);
	va_end(values);
	conn_say(conn, "%s", line);
	expect_pattern(where, conn, pattern);
}

void
conn_wait_for_at(const char *where, struct conn *conn, const char *format, ...)
{
	enum got got;
	va_list values;

	va_start(values, format);
	const char *pattern = pattern_of(format, values);
	va_end(values);
	do
		got = next_line(conn);
	while (got == GOT_BYTES && !pattern_matches(pattern, conn->line));
	if (got != GOT_BYTES)
		not_as_expected(where, conn, pattern, got);
}

void
conn_quit_at(const char *where, struct conn *conn)
{
	conn_say(conn, "quit");
	conn_wait_for_at(where, conn, "bye quit ...");
	conn_close(conn);
}

void
conn_expect_nothing_at(const char *where, struct conn *conn)
{
	conn_say(conn, "ping nothing-else");
	conn_expect_at(where, conn, "ok ping nothing-else");
}

void
conn_expect_end_at(const char *where, struct conn *conn)
{
	const enum got got = next_line(conn);

	if (got != GOT_END)
		not_as_expected(where, conn, "(the end)", got);
}

void
conn_expect_bytes(struct conn *conn, const char *text)
{
	const usec end = deadline();
	const struct str wanted = str_from(text);
	enum got got = GOT_BYTES;

	MUST(conn->line.at == NULL, "lines and bytes do not mix");
	while (got == GOT_BYTES && buf_len(&conn->in) < wanted.len)
		got = read_more(conn, end);
	const struct str came = buf_str(&conn->in);
	MUST(str_eq(came, wanted), "%s: wanted \"%s\" alone, got \"%.*s\"",
	    conn->label, text, (int)came.len, came.at);
	buf_drop(&conn->in, wanted.len);
}

uint64_t
conn_id(const struct conn *conn)
{
	struct str rest = conn->line;
	uint64_t id = 0;

	(void)str_word(&rest);
	MUST(str_to_number(str_word(&rest), UINT64_MAX, &id),
	    "%s: no ID in \"%.*s\"", conn->label, (int)conn->line.len,
	    conn->line.at);
	return id;
}
