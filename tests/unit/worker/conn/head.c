/*
 * server/worker/conn/head: the heads of requests, good and bad ones, which may
 * be cut at every byte; the addresses in them; and headers of the PROXY
 * protocol (tests/fuzz/parsers.c cuts these at every byte).
 */
#include "server/worker/conn/web.h"

#include "shared/buf.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static char lists[HEAD_MOST];

#define OK "GET / HTTP/1.1\r\n"

static const struct {
	struct str bytes;
	const char *path;
	enum head_field field;
	const char *value; /* null: it has none */
} good[] = {
	{ LIT(OK "\r\n"), "/", HEAD_HOST, NULL },
	{ LIT("HEAD /a/b?c HTTP/1.0\n\n"), "/a/b", HEAD_HOST, NULL },
	{ LIT(OK "Host: a:1\r\nAccept: */*\r\n\r\n"), "/", HEAD_HOST, "a:1" },
	{ LIT(OK "hOST:  a  \r\n\r\n"), "/", HEAD_HOST, "a" },
	{ LIT(OK "Origin:\r\n\r\n"), "/", HEAD_ORIGIN, "" },
	{ LIT(OK "Accept: \xff\r\nUpgrade: x, y\r\n\r\n"), "/", HEAD_UPGRADE,
	    "x, y" },
	{ LIT(OK "Upgrade: x\r\nConnection: z\r\nUpgrade: y\r\n\r\n"), "/",
	    HEAD_UPGRADE, "x,y" },
	{ LIT("GET http://a:1/b?c HTTP/1.1\r\n\r\n"), "/b", HEAD_HOST, NULL },
	{ LIT("GET HTTPS://a?c HTTP/1.1\r\n\r\n"), "/", HEAD_HOST, NULL },
	{ LIT(OK "X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n"), "/",
	    HEAD_FORWARDED_FOR, "b" },
};

static const struct str bad[] = {
	LIT("GET / HTTP/1.2\r\n"),
	LIT("GET / HTTP/1.1 \r\n"),
	LIT("GET  / HTTP/1.1\r\n"),
	LIT("GET /\r\n"),
	LIT("GET\r\n"),
	LIT("GET * HTTP/1.1\r\n"),
	LIT("GET /\x7f HTTP/1.1\r\n"),
	LIT("HEAD ftp://a/ HTTP/1.1\r\n"),
	LIT("\r\n"),
	LIT(OK "Host a\r\n"),
	LIT(OK ": a\r\n"),
	LIT(OK "Host : a\r\n"),
	LIT(OK " Host: a\r\n"),
	LIT(OK "Host: a\r\n b\r\n"),
	LIT(OK "Host: a\rb\r\n"),
	LIT(OK "Host: a\0b\r\n"),
	LIT(OK "Host: a\r\nHost: a\r\n"),
	LIT(OK "Sec-WebSocket-Key: a\r\nsec-websocket-key: a\r\n"),
};

/* However many bytes have come, it is whole or more is to come. */
static void
is_taken(size_t row)
{
	const struct str bytes = good[row].bytes;
	const struct str *field;
	struct head head;

	for (size_t len = 0; len < bytes.len; len++)
		MUST(head_parse((struct str) { bytes.at, len }, &head, lists) ==
			HEAD_MORE,
		    "row %zu ends at %zu", row, len);
	TAP_NUM(head_parse(bytes, &head, lists), HEAD_WHOLE, "a head: row %zu",
	    row);
	TAP_NUM(head.len, bytes.len, "all of it");
	TAP_STR(head.path, str_from(good[row].path), "its path");
	TAP_NUM(head.only_head, bytes.at[0] == 'H', "its method");
	field = &head.field[good[row].field];
	if (good[row].value == NULL)
		TAP_OK(field->at == NULL, "it lacks the field");
	else
		TAP_STR(*field, str_from(good[row].value), "its field");
}

/* The line that is wrong is the last one: what follows does not count. */
static void
is_refused(struct str bytes)
{
	struct head head;

	for (size_t len = 0; len < bytes.len; len++)
		MUST(head_parse((struct str) { bytes.at, len }, &head, lists) ==
			HEAD_MORE,
		    "refused at %zu: %s", len, bytes.at);
	TAP_NUM(head_parse(bytes, &head, lists), HEAD_BAD, "refused: %zu bytes",
	    bytes.len);
}

/* The length with the empty line counts, not what is behind it. */
static void
has_a_limit(void)
{
	static char bytes[HEAD_MOST + 100];
	struct head head;

	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, OK "X: ", sizeof(OK "X: ") - 1);
	memcpy(bytes + HEAD_MOST - 4, "\r\n\r\n", 4);
	TAP_NUM(head_parse((struct str) { bytes, HEAD_MOST - 1 }, &head, lists),
	    HEAD_MORE, "a byte is missing");
	TAP_NUM(head_parse((struct str) { bytes, sizeof(bytes) }, &head, lists),
	    HEAD_WHOLE, "the longest head");
	TAP_NUM(head.len, HEAD_MOST, "all of it, and no more");
	memcpy(bytes + HEAD_MOST - 4, "x\r\n\r\n", 5);
	TAP_NUM(head_parse((struct str) { bytes, HEAD_MOST - 1 }, &head, lists),
	    HEAD_MORE, "one that may fit");
	TAP_NUM(head_parse((struct str) { bytes, HEAD_MOST }, &head, lists),
	    HEAD_LONG, "one that does not");
}

static const struct {
	const char *text;
	const char *address; /* null: it is none */
} hosts[] = {
	{ "127.0.0.1", "127.0.0.1:0" },
	{ "127.0.0.1:80", "127.0.0.1:80" },
	{ "[::1]", "[::1]:0" },
	{ "[::1]:80", "[::1]:80" },
	{ "::1", "[::1]:0" },
	{ "[fe80::1%lo]", NULL },
	{ "[127.0.0.1]", NULL },
	{ "127.0.0.1.example.org", NULL },
	{ "127.1", NULL },
	{ "0x7f.0.0.1", NULL },
	{ "localhost", NULL },
	{ "", NULL },
	{ "1111111111111111111111111111111111111111111111111111", NULL },
};

static void
knows_addresses(void)
{
	char text[ADDR_TEXT];
	struct addr addr;

	for (size_t i = 0; i < COUNT(hosts); i++) {
		const struct str host = str_from(hosts[i].text);
		TAP_NUM(head_address(host, &addr), hosts[i].address != NULL,
		    "an address: %s", hosts[i].text);
		if (hosts[i].address == NULL)
			continue;
		addr_text(&addr, text);
		TAP_STR(str_from(text), str_from(hosts[i].address), "as text");
	}
}

static const struct {
	const char *what;
	struct str bytes;
	const char *from; /* null: the proxy itself */
} proxied[] = {
	{ "TCP4", LIT("PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"),
	    "192.0.2.7:40000" },
	{ "TCP4, the most",
	    LIT("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
	    "255.255.255.255:65535" },
	{ "TCP6", LIT("PROXY TCP6 2001:db8::7 2001:DB8::1 40000 1234\r\n"),
	    "[2001:db8::7]:40000" },
	{ "TCP6, the longest",
	    LIT("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535" },
	{ "UNKNOWN", LIT("PROXY UNKNOWN\r\n"), NULL },
	{ "UNKNOWN with anything", LIT("PROXY UNKNOWN \r\1  x\r\n"), NULL },
};

static const struct {
	const char *what;
	struct str bytes;
} unproxied[] = {
	{ "two spaces", LIT("PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n") },
	{ "another family", LIT("PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n") },
	{ "IPv6 as TCP4", LIT("PROXY TCP4 ::1 ::1 1 1\r\n") },
	{ "no such address", LIT("PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n") },
	{ "NUL behind", LIT("PROXY TCP4 1.2.3.4\0 1.2.3.4 1 1\r\n") },
	{ "a port too many", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n") },
	{ "a port too high", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n") },
	{ "a zero in front", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n") },
	{ "a long line",
	    LIT("PROXY UNKNOWN fffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n") },
};

/* Headers of the PROXY protocol, with another behind each, which is the
 * client's.
 */
static void
knows_proxies(void)
{
	const struct str behind = STR("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n");
	char room[2 * PROXY_HEADER], text[ADDR_TEXT];
	struct proxy_header header;
	struct buf bytes;

	for (size_t i = 0; i < COUNT(proxied); i++) {
		buf_init(&bytes, room, sizeof(room));
		MUST(BUF_CAT(&bytes, proxied[i].bytes, behind), "no room");
		header = (struct proxy_header) { .len = 0 };
		TAP_NUM(head_proxy(buf_str(&bytes), &header), HEAD_WHOLE,
		    "taken: %s", proxied[i].what);
		TAP_NUM(header.len, proxied[i].bytes.len, "and no more");
		TAP_NUM(header.from.len > 0, proxied[i].from != NULL,
		    "who is named");
		if (header.from.len == 0 || proxied[i].from == NULL)
			continue;
		addr_text(&header.from, text);
		TAP_STR(
		    str_from(text), str_from(proxied[i].from), "whose it is");
	}
	for (size_t i = 0; i < COUNT(unproxied); i++)
		TAP_NUM(head_proxy(unproxied[i].bytes, &header), HEAD_BAD,
		    "refused: %s", unproxied[i].what);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(good); i++)
		is_taken(i);
	for (size_t i = 0; i < COUNT(bad); i++)
		is_refused(bad[i]);
	has_a_limit();
	knows_addresses();
	knows_proxies();
	TAP_OK(head_has(STR(" a ,,B "), STR("b")), "an element of a list");
	TAP_OK(!head_has(STR("ab, c"), STR("b")), "not a part of one");
	return tap_done();
}
