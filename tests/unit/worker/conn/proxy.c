/*
 * server/worker/conn/proxy: headers of the PROXY protocol, good and bad ones,
 * cut at every byte and with the client's own bytes behind them.
 */
#include "server/worker/conn/conn.h"

#include <stdlib.h>
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

/* The bytes at the end of memory that ends with them: ASan sees what is read.
 */
static enum proxy
parse_cut(struct str bytes, size_t len, struct proxy_header *header)
{
	char *copy = malloc(len + 1);
	enum proxy found;

	MUST(copy != NULL, "no memory");
	memcpy(copy + 1, bytes.at, len);
	found = proxy_parse((struct str) { copy + 1, len }, header);
	free(copy);
	return found;
}

static void
takes(const struct row *row, const char *then)
{
	const struct str bytes = whole(row, then);
	const size_t len = bytes.len - strlen(then);
	struct proxy_header header = { .len = 0 };
	const enum proxy found = proxy_parse(bytes, &header);
	char text[ADDR_TEXT];

	TAP_NUM(found, row->from != NULL ? PROXY_CLIENT : PROXY_ITSELF,
	    "taken: %s", row->what);
	TAP_NUM(header.len, len, "all of it and no more");
	if (found != PROXY_CLIENT || row->from == NULL)
		return;
	addr_text(&header.from, text);
	TAP_STR(str_from(text), str_from(row->from), "whose it is");
}

static void
wants_all_of_it(const struct row *row)
{
	const struct str bytes = whole(row, "");
	struct proxy_header header;
	size_t cut = 0;

	while (cut < bytes.len && parse_cut(bytes, cut, &header) == PROXY_MORE)
		cut++;
	TAP_NUM(cut, bytes.len, "cut anywhere it wants more: %s", row->what);
}

/*
 * A bad header may be recognized before its end, and no further bytes make it
 * good.
 */
static void
refuses(const struct row *row)
{
	const struct str bytes = whole(row, "");
	struct proxy_header header;
	size_t cut = 0;
	bool stays = true;

	while (cut < bytes.len && parse_cut(bytes, cut, &header) == PROXY_MORE)
		cut++;
	for (size_t len = cut; len <= bytes.len; len++)
		stays = stays && parse_cut(bytes, len, &header) == PROXY_BAD;
	TAP_OK(stays, "refused: %s", row->what);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		takes(&good[i], "");
		takes(&good[i], "javad\n");
		takes(&good[i], "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n");
		wants_all_of_it(&good[i]);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		refuses(&bad[i]);
	return tap_done();
}
