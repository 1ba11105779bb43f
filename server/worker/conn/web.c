/*
 * Answers to requests, and a connection's WebSocket: see web.h. A request is
 * answered and the connection ends, or it becomes a WebSocket.
 */
#include "worker/conn/web.h"

#include <assert.h>

#include "shared/crypto/base64.h"
#include "shared/crypto/sha1.h"
#include "shared/crypto/sha256.h"
#include "worker/conn/conn.h"
#include "worker/conn/front.h"

/*
 * As much as without frames: what is read at once goes up, and out to others,
 * at once. What stands behind a request fits.
 */
#define RAW CONN_IN

/*
 * What waits for a client in frames: a longest line, and room for two control
 * frames behind it. With more, a busy group's lines take fewer writes.
 */
#define OUT CONN_DOWN
#define CONTROL_ROOM ((size_t)2 * (FRAMES_HEADER + FRAMES_CONTROL))
static_assert(OUT >= 5 * LIMIT_LINE + CONTROL_ROOM, "a line fits");

/* What is hashed behind a client's key, and its size: RFC 6455, section 4.2.2.
 */
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY BASE64_TEXT(16)

/* The text of a hash in a policy and in an ETag. */
#define HASH_TEXT BASE64_TEXT(SHA256_SIZE)
#define ETAG (1 + HASH_TEXT + 1)

/* As conn.c has the other buffers of the process. */
static struct {
	char raw[RAW];
	char out[OUT];
} memory;

/* The answers, but 101, and what a person is told: RFC 9110, section 15. */
static const struct answer {
	struct str status;
	struct str sentence;
} page = { LIT("200 OK"), LIT("") },
  unchanged = { LIT("304 Not Modified"), LIT("") },
  is_bad = { LIT("400 Bad Request"), LIT("This is no request of HTTP/1.1.\n") },
  no_host = { LIT("400 Bad Request"), LIT("This request has no Host.\n") },
  no_client = { LIT("400 Bad Request"),
	  LIT("This address of the server is for proxies, which say in "
	      "X-Forwarded-For for whom they ask: forkcast-service(7).\n") },
  no_socket = { LIT("400 Bad Request"),
	  LIT("This request begins no WebSocket, as RFC 6455 has it.\n") },
  no_protocol = { LIT("400 Bad Request"),
	  LIT("The server has none of the subprotocols that are asked for; it "
	      "has forkcast, text.ircv3.net and binary.ircv3.net.\n") },
  other_host = { LIT("403 Forbidden"),
	  LIT("The server is not known by this name. Its operator can add it "
	      "as web_host: forkcastd.conf(5).\n") },
  other_origin = { LIT("403 Forbidden"),
	  LIT("A page from elsewhere may not speak to the server. Its operator "
	      "can add the page's origin: forkcastd.conf(5).\n") },
  not_found = { LIT("404 Not Found"),
	  LIT("There is nothing here; the page of the server is at /.\n") },
  upgrade = { LIT("426 Upgrade Required"),
	  LIT("The server speaks version 13 of WebSocket.\n") },
  too_long = { LIT("431 Request Header Fields Too Large"),
	  LIT("The head of this request is longer than 8 KiB.\n") };

/* The subprotocols. Without one, the first bytes choose the front. */
static const struct protocol {
	struct str name;
	const struct front *front;
	enum frames_opcode opcode;
} protocols[] = {
	{ LIT("forkcast"), &front_line, FRAMES_TEXT },
	{ LIT("text.ircv3.net"), &front_irc, FRAMES_TEXT },
	{ LIT("binary.ircv3.net"), &front_irc, FRAMES_BINARY },
};

/* Takes a client that has got its answer: what it still says is dropped. */
static void
drop_input(struct conn *conn, enum front_why why)
{
	(void)why;
	buf_drop(&conn->in, buf_len(&conn->in));
}

static const struct front front_answered = { .input = drop_input,
	.is_deaf = true };

static struct str
hash(struct str bytes, char room[HASH_TEXT])
{
	unsigned char digest[SHA256_SIZE];

	sha256(bytes.at, bytes.len, digest);
	return base64_text(digest, sizeof(digest), room);
}

static struct str
html(void)
{
	return (struct str) { (const char *)web_page, web_page_size };
}

static struct str
etag(char room[ETAG])
{
	room[0] = room[ETAG - 1] = '"';
	(void)hash(html(), room + 1);
	return (struct str) { room, ETAG };
}

/* Returns what the page has between two tags; both must be there. */
static struct str
between(const char *begin, const char *end)
{
	const char *from = strstr(html().at, begin) + strlen(begin);

	return (struct str) { from, (size_t)(strstr(from, end) - from) };
}

/*
 * Adds the fields about the page: it may load nothing, speak to nobody but this
 * server, run and look as it is here, and be in no other page. Its empty icon
 * is no request.
 */
static void
say_page(struct buf *out)
{
	char script[HASH_TEXT], style[HASH_TEXT], tag[ETAG];

	(void)BUF_CAT(out,
	    STR("Content-Type: text/html; charset=utf-8\r\n"
		"Cache-Control: no-cache\r\n"
		"ETag: "),
	    etag(tag),
	    STR("\r\n"
		"Cross-Origin-Opener-Policy: same-origin\r\n"
		"Content-Security-Policy: default-src 'none'; "
		"script-src 'sha256-"),
	    hash(between("<script>", "</script>"), script),
	    STR("'; style-src 'sha256-"),
	    hash(between("<style>", "</style>"), style),
	    STR("'; img-src data:; connect-src 'self'; "
		"require-trusted-types-for 'script'; frame-ancestors 'none'; "
		"base-uri 'none'; form-action 'none'\r\n"));
}

/* Answers, and ends the connection. */
static void
answer(struct conn *conn, const struct answer *answer, bool only_head)
{
	const bool is_page = answer == &page || answer == &unchanged;
	const struct str body = is_page ? html() : answer->sentence;
	struct buf *out = &conn->out;

	conn->web.state = WEB_NONE;
	conn_begin(conn, &front_answered);
	(void)BUF_CAT(out, STR("HTTP/1.1 "), answer->status,
	    STR("\r\nConnection: close\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"Referrer-Policy: no-referrer\r\n"
		"Cross-Origin-Resource-Policy: same-origin\r\n"));
	if (is_page)
		say_page(out);
	else
		(void)BUF_CAT(out,
		    STR("Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Security-Policy: default-src 'none'\r\n"));
	if (answer == &upgrade)
		(void)BUF_CAT(out,
		    STR("Upgrade: websocket\r\n"
			"Sec-WebSocket-Version: 13\r\n"));
	(void)BUF_CAT(
	    out, STR("Content-Length: "), DECIMAL(body.len), STR("\r\n\r\n"));
	if (!only_head && answer != &unchanged)
		(void)BUF_CAT(out, body);
	drop_input(conn, FRONT_BYTES);
	conn_command(conn, STR("quit"));
}
static_assert(WEB_PAGE_MOST + LIMIT_LINE <= CONN_OUT, "the page fits");

static bool
is_host(const char *names, struct str host)
{
	struct str name = host;
	struct addr addr;

	if (head_address(host, &addr))
		return true;
	name = str_cut(&name, ':');
	return str_caseeq(name, STR("localhost")) ||
	    conn_has_word(str_from(names), name);
}

/* Returns whether an origin is the host itself, or one that is allowed. */
static bool
is_origin(const char *names, struct str origin, struct str host)
{
	struct str own = origin;

	return ((str_skip(&own, STR("http://")) ||
		    str_skip(&own, STR("https://"))) &&
		   str_caseeq(own, host)) ||
	    (memchr(origin.at, '/', origin.len) != NULL &&
		conn_has_word(str_from(names), origin));
}

/* Returns the first of the subprotocols that the server has, or null. */
static const struct protocol *
find_protocol(const struct conn *conn, struct str list)
{
	struct str next;

	while ((next = head_next(&list)).len > 0)
		for (size_t i = 0; i < COUNT(protocols); i++)
			if (str_eq(next, protocols[i].name) &&
			    !(conn->native && protocols[i].front == &front_irc))
				return &protocols[i];
	return NULL;
}

/* Returns whether one of the tags, weak or not, is that of the page. */
static bool
has_page(struct str tags)
{
	char room[ETAG];
	const struct str own = etag(room);
	struct str next;

	while ((next = head_next(&tags)).len > 0) {
		(void)str_skip(&next, STR("W/"));
		if (str_eq(next, own) || str_eq(next, STR("*")))
			return true;
	}
	return false;
}

/* Returns the answer to a request, or null: it becomes a WebSocket. */
static const struct answer *
judge(const struct conn *conn, const struct head *head)
{
	const struct str *field = head->field;
	const struct str host =
	    head->authority.at != NULL ? head->authority : field[HEAD_HOST];

	if (host.len == 0 || field[HEAD_HOST].len == 0)
		return &no_host;
	if (!is_host(conn->web.names, host))
		return &other_host;
	if (field[HEAD_ORIGIN].at != NULL &&
	    !is_origin(conn->web.names, field[HEAD_ORIGIN], host))
		return &other_origin;
	if (!head->only_head && !head->is_old &&
	    head_has(field[HEAD_UPGRADE], STR("websocket"))) {
		if (!head_has(field[HEAD_CONNECTION], STR("upgrade")) ||
		    field[HEAD_KEY].len != KEY)
			return &no_socket;
		if (!str_eq(field[HEAD_VERSION], STR("13")))
			return &upgrade;
		return field[HEAD_PROTOCOL].at == NULL ||
			find_protocol(conn, field[HEAD_PROTOCOL]) != NULL ?
		    NULL :
		    &no_protocol;
	}
	if (!str_eq(head->path, STR("/")))
		return &not_found;
	return has_page(field[HEAD_IF_NONE_MATCH]) ? &unchanged : &page;
}

/* Begins the WebSocket that a good request asks for. */
static void
begin_socket(struct conn *conn, const struct head *head)
{
	struct web *web = &conn->web;
	const struct protocol *protocol =
	    find_protocol(conn, head->field[HEAD_PROTOCOL]);
	char text[KEY + LITERAL_LEN(GUID)];
	char accept[BASE64_TEXT(SHA1_SIZE)];
	unsigned char digest[SHA1_SIZE];
	const struct str rest = buf_str(&conn->in);

	web->state = WEB_SOCKET;
	web->opcode = FRAMES_TEXT;
	buf_init_twice(&web->raw, web->first_raw, sizeof(web->first_raw),
	    memory.raw, sizeof(memory.raw));
	buf_init(&web->out, memory.out, sizeof(memory.out));
	memcpy(text, head->field[HEAD_KEY].at, KEY); /* so long: judge */
	memcpy(text + KEY, GUID, LITERAL_LEN(GUID));
	sha1(text, sizeof(text), digest);
	(void)BUF_CAT(&web->out,
	    STR("HTTP/1.1 101 Switching Protocols\r\n"
		"Upgrade: websocket\r\n"
		"Connection: Upgrade\r\n"
		"Sec-WebSocket-Accept: "),
	    base64_text(digest, sizeof(digest), accept), STR("\r\n"));
	if (protocol != NULL) {
		(void)BUF_CAT(&web->out, STR("Sec-WebSocket-Protocol: "),
		    protocol->name, STR("\r\n"));
		web->opcode = protocol->opcode;
		conn_begin(conn, protocol->front);
	}
	(void)BUF_CAT(&web->out, STR("\r\n"));
	(void)BUF_CAT(&web->raw,
	    (struct str) { rest.at + head->len, rest.len - head->len });
	buf_drop(&conn->in, rest.len);
	web_take(conn);
}

/* Tells the router whose connection the proxy passes on; null: its own. */
static void
say_client(struct conn *conn, const struct addr *from)
{
	conn->proxied = false;
	conn->renamed = true;
	if (from != NULL)
		addr_text(from, conn->peer);
	const struct str words[] = { STR("proxied"), str_from(conn->peer) };
	(void)buf_say(&conn->up, words, from != NULL ? 2 : 1);
}

/* The same, once, by a request; false if that does not say so. */
static bool
find_client(struct conn *conn, struct str list)
{
	struct str next, last = { NULL, 0 };
	struct addr addr;

	if (!conn->proxied)
		return true;
	while ((next = head_next(&list)).len > 0)
		last = next;
	if (!head_address(last, &addr))
		return false;
	say_client(conn, &addr);
	return true;
}

/* Takes the request, once its head is whole. */
static void
take_request(struct conn *conn)
{
	struct head head;
	enum head_found found;
	const struct answer *what;

	conn->chunk_time = 0; /* its pauses end nothing */
	found = head_parse(buf_str(&conn->in), &head, memory.raw);
	if (found == HEAD_MORE)
		return;
	what = found == HEAD_LONG ? &too_long :
	    found == HEAD_BAD	  ? &is_bad :
	    !find_client(conn, head.field[HEAD_FORWARDED_FOR]) ?
				&no_client :
				judge(conn, &head);
	if (what != NULL)
		answer(conn, what, head.only_head);
	else
		begin_socket(conn, &head);
}

/* Ends a connection that does not begin as it must, unless it says nothing. */
static bool
refuse(struct conn *conn)
{
	/* A connection closed without a byte is only a health check. */
	if (buf_len(&conn->in) > 0)
		conn_end(conn, BYE_PROTOCOL);
	return false;
}

/* Takes the header of a proxy. Returns whether it is whole. */
static bool
take_proxy(struct conn *conn, enum front_why why)
{
	struct proxy_header header;
	const enum head_found found = head_proxy(buf_str(&conn->in), &header);

	if (found != HEAD_WHOLE)
		return found == HEAD_MORE && why != FRONT_END ? false :
								refuse(conn);
	say_client(conn, header.from.len > 0 ? &header.from : NULL);
	buf_drop(&conn->in, header.len);
	return true;
}

/* Looks at the first bytes. Returns whether they belong to the front. */
static bool
look(struct conn *conn, enum front_why why)
{
	const struct str in = buf_str(&conn->in);
	const struct str get = STR("GET "), head = STR("HEAD ");
	const bool is_on = conn->web.names[0] != '\0';

	if (is_on && (str_begins(in, get) || str_begins(in, head))) {
		take_request(conn);
		return conn->web.state != WEB_UNKNOWN;
	}
	if (is_on && why == FRONT_BYTES &&
	    (str_begins(get, in) || str_begins(head, in)))
		return false;
	if (conn->proxied)
		return refuse(conn);
	conn->web.state = WEB_NONE;
	return true;
}

/* Answers a ping. All that is no message counts for the client's rates. */
static void
take_aside(struct conn *conn)
{
	const struct frames *frames = &conn->web.frames;
	const bool control = frames->opcode >= FRAMES_CLOSE;

	/* A client that does not read has no room for a pong. */
	if (frames->opcode == FRAMES_PING)
		(void)frames_put(&conn->web.out, FRAMES_PONG,
		    (struct str) { frames->control, frames->at });
	conn_count(conn, control ? frames->at : 0);
}

void
web_take(struct conn *conn)
{
	struct web *web = &conn->web;

	while (!web->ended && conn_ready(conn)) {
		const enum frames_found found =
		    frames_take(&web->frames, &web->raw, &conn->in);
		if (found == FRAMES_MORE)
			return;
		if (found == FRAMES_ASIDE)
			take_aside(conn);
		web->ended = found == FRAMES_BROKEN || found == FRAMES_CLOSED;
	}
}

bool
web_input(struct conn *conn, enum front_why why)
{
	if (conn->proxied && !conn->forwarded && !take_proxy(conn, why))
		return false;
	return conn->web.state != WEB_UNKNOWN || look(conn, why);
}

/*
 * Moves lines, which are whole, into messages, as far as there is room. Our own
 * are as many in one as there is room for, which saves headers and events; IRC
 * has one in a message.
 */
static void
put_lines(struct conn *conn)
{
	struct str lines, text;

	while ((lines = conn_made(conn)).len > 0) {
		const size_t used =
		    buf_len(&conn->web.out) + FRAMES_HEADER + CONTROL_ROOM;
		text = lines;
		if (conn->front != &front_line)
			text.len = str_cut(&lines, '\n').len + 1;
		else if (used < OUT && text.len > OUT - used)
			text.len =
			    conn_whole((struct str) { text.at, OUT - used });
		if (text.len == 0 || used + text.len > OUT)
			return;
		const size_t size = text.len--;
		if (text.len > 0 && text.at[text.len - 1] == '\r')
			text.len--;
		(void)frames_put(&conn->web.out, conn->web.opcode, text);
		conn_drop_made(conn, size);
	}
}

/* What the close frame says to a code of bye; all else is a rule's. */
static const enum frames_status statuses[BYE_COUNT] = {
	[BYE_QUIT] = FRAMES_NORMAL,
	[BYE_SHUTDOWN] = FRAMES_GOING,
	[BYE_RESTART] = FRAMES_GOING,
	[BYE_SERVER_GONE] = FRAMES_GOING,
	[BYE_SERVER_FULL] = FRAMES_LATER,
	[BYE_INTERNAL] = FRAMES_INTERNAL,
};

/* Appends the close frame, with bye as its reason. */
static bool
put_close(struct conn *conn)
{
	struct str why = { conn->bye, conn->bye_len }, rest = why;
	enum frames_status status = conn->web.frames.status;
	char room[FRAMES_CONTROL];
	enum bye bye;

	if (status == 0 && bye_find(str_word(&rest), &bye))
		status = statuses[bye];
	if (status == 0)
		status = FRAMES_POLICY;
	/* No part of a character; a whole one may go with it. */
	if (why.len == CONN_BYE)
		while (((unsigned char)why.at[--why.len] & 0xc0) == 0x80)
			continue;
	room[0] = (char)(status >> 8);
	room[1] = (char)status;
	memcpy(room + 2, why.at, why.len);
	return frames_put(
	    &conn->web.out, FRAMES_CLOSE, (struct str) { room, 2 + why.len });
}

void
web_output(struct conn *conn)
{
	put_lines(conn);
	if (conn->bye_len > 0 && !conn->web.closed && conn->whole == 0 &&
	    conn_made(conn).len == 0)
		conn->web.closed = put_close(conn);
}

void
web_ping(struct conn *conn)
{
	/* Without room it is not silent for want of lines from us. */
	if (!conn->web.closed)
		(void)frames_put(&conn->web.out, FRAMES_PING, STR(""));
}
