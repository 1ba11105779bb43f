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

/* What a client may send behind its request before it reads the answer. */
#define RAW LIMIT_LINE

/*
 * What waits for a client in frames: a longest line, and room for two control
 * frames behind it. With more, a busy group's lines take fewer writes.
 */
#define OUT CONN_DOWN
#define LINE_MOST ((size_t)4 * LIMIT_LINE)
#define CONTROL_ROOM ((size_t)2 * (FRAMES_HEADER + FRAMES_CONTROL))
static_assert(OUT >= FRAMES_HEADER + LINE_MOST + CONTROL_ROOM, "a line fits");

/* The size of what is hashed for a client's key: RFC 6455, section 4.2.2. */
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY_SIZE 16

/* The text of a hash in a policy and in an ETag. */
#define HASH_TEXT BASE64_TEXT(SHA256_SIZE)

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
  is_bad = { LIT("400 Bad Request"), LIT("This is no request of HTTP/1.1.") },
  no_host = { LIT("400 Bad Request"), LIT("This request has no Host.") },
  no_client = { LIT("400 Bad Request"),
	  LIT("This address of the server is for proxies, which say in "
	      "X-Forwarded-For for whom they ask: forkcast-service(7).") },
  no_socket = { LIT("400 Bad Request"),
	  LIT("This request begins no WebSocket, as RFC 6455 has it.") },
  no_protocol = { LIT("400 Bad Request"),
	  LIT("The server has none of the subprotocols that are asked for; it "
	      "has forkcast, text.ircv3.net and binary.ircv3.net.") },
  other_host = { LIT("403 Forbidden"),
	  LIT("The server is not known by this name. Its operator can add it "
	      "as web_host: forkcastd.conf(5).") },
  other_origin = { LIT("403 Forbidden"),
	  LIT("A page from elsewhere may not speak to the server. Its operator "
	      "can add the page's origin: forkcastd.conf(5).") },
  not_found = { LIT("404 Not Found"),
	  LIT("There is nothing here; the page of the server is at /.") },
  upgrade = { LIT("426 Upgrade Required"),
	  LIT("The server speaks version 13 of WebSocket.") },
  too_long = { LIT("431 Request Header Fields Too Large"),
	  LIT("The head of this request is longer than 8 KiB.") };

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

/* The router's lines are not for it. */
static void
say_nothing(struct conn *conn, struct str line)
{
	(void)conn;
	(void)line;
}

static const struct front front_answered = { .input = drop_input,
	.output = say_nothing };

static struct str
hash(struct str bytes, char room[HASH_TEXT])
{
	unsigned char digest[SHA256_SIZE];

	sha256(bytes.at, bytes.len, digest);
	return base64_text(digest, sizeof(digest), room);
}

/* Returns what the page has between <NAME> and </NAME>; both must be there. */
static struct str
element(struct str html, struct str begin, struct str end)
{
	struct str found;

	while (html.len > 0 && !str_skip(&html, begin))
		str_drop(&html, 1);
	found = (struct str) { html.at, 0 };
	while (html.len > 0 && !str_begins(html, end)) {
		str_drop(&html, 1);
		found.len++;
	}
	return found;
}

/*
 * Adds the fields about the page: it may load nothing, speak to nobody but this
 * server, run and look as it is here, and be in no other page.
 */
static void
say_page(struct buf *out, struct str html, struct str tag)
{
	char script[HASH_TEXT], style[HASH_TEXT];

	(void)BUF_CAT(out,
	    STR("Content-Type: text/html; charset=utf-8\r\n"
		"Cache-Control: no-cache\r\n"
		"ETag: \""),
	    tag,
	    STR("\"\r\n"
		"Cross-Origin-Opener-Policy: same-origin\r\n"
		"Content-Security-Policy: default-src 'none'; "
		"script-src 'sha256-"),
	    hash(element(html, STR("<script>"), STR("</script>")), script),
	    STR("'; style-src 'sha256-"),
	    hash(element(html, STR("<style>"), STR("</style>")), style),
	    STR("'; connect-src 'self'; require-trusted-types-for 'script'; "
		"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
		"\r\n"));
}

/* Answers, and ends the connection. */
static void
answer(struct conn *conn, const struct answer *answer, bool only_head)
{
	const struct str html = { (const char *)web_page, web_page_size };
	const bool is_page = answer == &page;
	const size_t len = is_page ? html.len : answer->sentence.len + 1;
	struct buf *out = &conn->out;
	char tag[HASH_TEXT];

	conn->web.state = WEB_NONE;
	conn_begin(conn, &front_answered);
	(void)BUF_CAT(out, STR("HTTP/1.1 "), answer->status,
	    STR("\r\nConnection: close\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"Referrer-Policy: no-referrer\r\n"
		"Cross-Origin-Resource-Policy: same-origin\r\n"));
	if (is_page || answer == &unchanged)
		say_page(out, html, hash(html, tag));
	else
		(void)BUF_CAT(out,
		    STR("Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Security-Policy: default-src 'none'\r\n"));
	if (answer == &upgrade)
		(void)BUF_CAT(out,
		    STR("Upgrade: websocket\r\n"
			"Sec-WebSocket-Version: 13\r\n"));
	if (answer != &unchanged)
		(void)BUF_CAT(
		    out, STR("Content-Length: "), DECIMAL(len), STR("\r\n"));
	(void)BUF_CAT(out, STR("\r\n"));
	if (is_page && !only_head)
		(void)BUF_CAT(out, html);
	else if (answer->sentence.len > 0 && !only_head)
		(void)BUF_CAT(out, answer->sentence, STR("\n"));
	drop_input(conn, FRONT_BYTES);
	conn_command(conn, STR("quit"));
}
static_assert(WEB_PAGE_MOST + LIMIT_LINE <= CONN_OUT, "the page fits");

/* Returns whether the server's names have this one. */
static bool
is_named(const char *names, struct str name)
{
	struct str rest = str_from(names);

	while (rest.len > 0)
		if (str_caseeq(str_word(&rest), name))
			return name.len > 0;
	return false;
}

static bool
is_host(const char *names, struct str host)
{
	struct str name = host;

	if (head_is_numeric(host))
		return true;
	name = str_cut(&name, ':');
	return str_caseeq(name, STR("localhost")) || is_named(names, name);
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
		is_named(names, origin));
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

/* Returns whether the browser's copy of the page is the page. */
static bool
has_page(struct str tags)
{
	char room[HASH_TEXT];
	const struct str tag =
	    hash((struct str) { (const char *)web_page, web_page_size }, room);
	struct str next;

	while ((next = head_next(&tags)).len > 0) {
		(void)str_skip(&next, STR("W/"));
		if (next.len == tag.len + 2 &&
		    memcmp(next.at + 1, tag.at, tag.len) == 0)
			return true;
	}
	return false;
}

static bool
is_key(struct str key)
{
	unsigned char bytes[KEY_SIZE + 2];
	size_t len;

	return base64_decode(key, bytes, sizeof(bytes), &len) &&
	    len == KEY_SIZE;
}

/* Returns the answer to a request, or null: it becomes a WebSocket. */
static const struct answer *
judge(const struct conn *conn, const struct head *head)
{
	const struct str *field = head->field;
	const struct str host = field[HEAD_HOST];

	if (host.len == 0)
		return &no_host;
	if (!is_host(conn->web.names, host))
		return &other_host;
	if (field[HEAD_ORIGIN].at != NULL &&
	    !is_origin(conn->web.names, field[HEAD_ORIGIN], host))
		return &other_origin;
	if (!head->only_head && !head->is_old &&
	    head_has(field[HEAD_UPGRADE], STR("websocket"))) {
		if (!head_has(field[HEAD_CONNECTION], STR("upgrade")) ||
		    !is_key(field[HEAD_KEY]))
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
	const struct str key = head->field[HEAD_KEY];
	const struct protocol *protocol =
	    find_protocol(conn, head->field[HEAD_PROTOCOL]);
	const struct str rest = buf_str(&conn->in);
	char text[BASE64_TEXT(KEY_SIZE) + LITERAL_LEN(GUID)];
	char accept[BASE64_TEXT(SHA1_SIZE)];
	unsigned char digest[SHA1_SIZE];
	struct buf keyed;

	web->state = WEB_SOCKET;
	web->opcode = FRAMES_TEXT;
	buf_init_twice(&web->raw, web->first_raw, sizeof(web->first_raw),
	    memory.raw, sizeof(memory.raw));
	buf_init(&web->out, memory.out, sizeof(memory.out));
	buf_init(&keyed, text, sizeof(text));
	(void)BUF_CAT(&keyed, key, STR(GUID)); /* fits: is_key */
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
}

/*
 * Tells the router for whom the proxy asks, once. False if the request does not
 * say so.
 */
static bool
say_client(struct conn *conn, const struct head *head)
{
	struct addr addr;

	if (!conn->proxied)
		return true;
	if (!head_client(head->field[HEAD_FORWARDED_FOR], &addr))
		return false;
	conn->proxied = false;
	conn->renamed = true;
	addr_text(&addr, conn->peer);
	(void)BUF_SAY(&conn->up, STR("proxied"), str_from(conn->peer));
	return true;
}

/* Takes the request, once its head is whole. */
static void
take_request(struct conn *conn)
{
	struct head head;
	const struct answer *what;

	switch (head_parse(buf_str(&conn->in), &head)) {
	case HEAD_MORE:
		conn->chunk_time = 0; /* its pauses end nothing */
		return;
	case HEAD_LONG:
		what = &too_long;
		break;
	case HEAD_BAD:
		what = &is_bad;
		break;
	default:
		what = !say_client(conn, &head)		? &no_client :
		    buf_len(&conn->in) - head.len > RAW ? &no_socket :
							  judge(conn, &head);
	}
	if (what != NULL)
		answer(conn, what, head.only_head);
	else
		begin_socket(conn, &head);
}

/* Returns whether the client's first bytes are those, as far as they have come.
 */
static bool
may_begin(const struct conn *conn, struct str with, bool *whole)
{
	struct str in = buf_str(&conn->in);

	*whole = in.len >= with.len;
	if (in.len > with.len)
		in.len = with.len;
	with.len = in.len;
	return str_eq(in, with);
}

/* Looks at the first bytes. Returns whether they belong to the front. */
static bool
look(struct conn *conn, bool waits)
{
	const bool is_forwarded = conn->service == SERVICE_FORWARDED;
	bool whole;

	if (conn->web.names[0] != '\0' &&
	    (may_begin(conn, STR("GET "), &whole) ||
		may_begin(conn, STR("HEAD "), &whole)) &&
	    (whole || waits)) {
		if (whole)
			take_request(conn);
		return conn->web.state != WEB_UNKNOWN;
	}
	if (!is_forwarded) {
		conn->web.state = WEB_NONE;
		return true;
	}
	/* A connection closed without a byte is only a health check. */
	if (buf_len(&conn->in) > 0)
		conn_end(conn, BYE_PROTOCOL);
	return false;
}

/* Keeps the answer to a ping, in place of one that could not be sent yet. */
static void
take_ping(struct conn *conn)
{
	struct web *web = &conn->web;

	web->owes_pong = true;
	web->pong_len = web->frames.at;
	memcpy(web->pong, web->frames.control, web->pong_len);
	web_output(conn);
}

static void
take_frames(struct conn *conn)
{
	struct web *web = &conn->web;

	while (!web->ended) {
		const enum frames_found found =
		    frames_take(&web->frames, &web->raw, &conn->in);
		if (found == FRAMES_MORE)
			return;
		if (found == FRAMES_PINGED)
			take_ping(conn);
		web->ended = found == FRAMES_BROKEN || found == FRAMES_CLOSED;
	}
	buf_drop(&web->raw, buf_len(&web->raw));
}

bool
web_input(struct conn *conn, bool waits)
{
	if (conn->web.state == WEB_UNKNOWN && !look(conn, waits))
		return false;
	if (conn->web.state == WEB_SOCKET)
		take_frames(conn);
	return true;
}

/* Appends the close frame. */
static void
put_close(struct web *web)
{
	char room[FRAMES_CONTROL] = { (char)(web->status >> 8),
		(char)web->status };

	memcpy(room + 2, web->why, web->why_len);
	web->closed = frames_put(
	    &web->out, FRAMES_CLOSE, (struct str) { room, 2 + web->why_len });
}

/* Moves lines into frames, each into one, as far as there is room. */
static void
put_lines(struct conn *conn)
{
	struct web *web = &conn->web;
	const struct str made = conn_made(conn);
	struct str line, rest = made, next = made;
	char *at;
	size_t left = buf_room(&web->out, &at);
	const size_t before = left;

	while (next.len > 0) {
		line = str_cut(&next, '\n'); /* lines are whole */
		if (line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		assert(line.len <= LINE_MOST);
		if (left < FRAMES_HEADER + line.len + CONTROL_ROOM)
			break;
		const size_t header = frames_header(at, web->opcode, line.len);
		memcpy(at + header, line.at, line.len);
		at += header + line.len;
		left -= header + line.len;
		rest = next;
	}
	buf_filled(&web->out, before - left);
	conn_drop_made(conn, made.len - rest.len);
}

void
web_output(struct conn *conn)
{
	struct web *web = &conn->web;

	if (web->owes_pong && !web->closed)
		web->owes_pong = !frames_put(&web->out, FRAMES_PONG,
		    (struct str) { web->pong, web->pong_len });
	put_lines(conn);
	if (web->status != 0 && !web->closed && conn_made(conn).len == 0)
		put_close(web);
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

void
web_note_bye(struct conn *conn, struct str line)
{
	struct web *web = &conn->web;
	struct str why, rest;
	enum bye bye;

	(void)str_word(&line);
	rest = why = line;
	if (!bye_find(str_word(&rest), &bye))
		return;
	web->status = web->frames.status != 0 ? web->frames.status :
	    statuses[bye] != 0		      ? statuses[bye] :
						FRAMES_POLICY;
	if (why.len > sizeof(web->why)) {
		why.len = sizeof(web->why);
		while (((unsigned char)why.at[why.len] & 0xc0) == 0x80)
			why.len--; /* no part of a character */
	}
	web->why_len = why.len;
	memcpy(web->why, why.at, why.len);
}

void
web_ping(struct conn *conn)
{
	/* Without room it is not silent for want of lines from us. */
	if (!conn->web.closed)
		(void)frames_put(&conn->web.out, FRAMES_PING, STR(""));
}
