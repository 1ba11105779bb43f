/*
 * server/worker/conn/head: headers of the PROXY protocol, good and bad ones,
 * with the client's own bytes behind them. tests/fuzz/parsers.c cuts them at
 * every byte.
 */
#include "server/worker/conn/web.h"

#include <string.h>

#include "shared/buf.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

struct row {
	const char *what;
	struct str bytes;
	const char *from; /* null: the proxy itself */
};

static const struct row good[] = {
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

static const struct row bad[] = {
	{ "a name", LIT("javad\n"), NULL },
	{ "two spaces", LIT("PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n"), NULL },
	{ "another family", LIT("PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n"), NULL },
	{ "no CR", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n"), NULL },
	{ "IPv6 as TCP4", LIT("PROXY TCP4 ::1 ::1 1 1\r\n"), NULL },
	{ "no such address", LIT("PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n"),
	    NULL },
	{ "NUL behind", LIT("PROXY TCP4 1.2.3.4\0 1.2.3.4 1 1\r\n"), NULL },
	{ "a port too many", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n"),
	    NULL },
	{ "a port too high", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n"),
	    NULL },
	{ "a zero in front", LIT("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n"), NULL },
	{ "a long line",
	    LIT("PROXY UNKNOWN fffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    NULL },
	{ "version 2", LIT("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"), NULL },
};

/* The whole header, in memory of the last call's. */
static struct str
whole(const struct row *row, const char *then)
{
	static char bytes[2 * PROXY_HEADER];
	struct buf buf;

	buf_init(&buf, bytes, sizeof(bytes));
	MUST(BUF_CAT(&buf, row->bytes, str_from(then)), "the row is too long");
	return buf_str(&buf);
}

static void
takes(const struct row *row, const char *then)
{
	const struct str bytes = whole(row, then);
	const size_t len = bytes.len - strlen(then);
	struct proxy_header header = { .len = 0 };
	const enum head_found found = head_proxy(bytes, &header);
	char text[ADDR_TEXT];

	TAP_NUM(found, HEAD_WHOLE, "taken: %s", row->what);
	TAP_NUM(header.len, len, "all of it and no more");
	TAP_NUM(header.from.len > 0, row->from != NULL, "who is named");
	if (header.from.len == 0 || row->from == NULL)
		return;
	addr_text(&header.from, text);
	TAP_STR(str_from(text), str_from(row->from), "whose it is");
}

int
main(void)
{
	struct proxy_header header;

	for (size_t i = 0; i < COUNT(good); i++) {
		takes(&good[i], "");
		takes(&good[i], "javad\n");
		takes(&good[i], "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n");
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		TAP_NUM(head_proxy(bad[i].bytes, &header), HEAD_BAD,
		    "refused: %s", bad[i].what);
	return tap_done();
}
