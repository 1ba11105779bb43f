/*
 * Bytes that a text must not contain are refused, and the connection stays
 * open.
 */
#include "tests/lib/conn.h"

struct row {
	const char *what;
	struct str bytes;
};

static const struct row rows[] = {
	{ "NUL", { "a\0b", 3 } },
	{ "ESC", { "\x1b[2J", 4 } },
	{ "BEL", { "\a", 1 } },
	{ "CR in the middle", { "a\rb", 3 } },
	{ "VT", { "\v", 1 } },
	{ "DEL", { "\x7f", 1 } },
	{ "C1", { "\xc2\x9b", 2 } },
	{ "a byte alone", { "\x80", 1 } },
	{ "cut short", { "\xe2\x82", 2 } },
	{ "overlong", { "\xc0\xaf", 2 } },
	{ "a surrogate", { "\xed\xa0\x80", 3 } },
	{ "above U+10FFFF", { "\xf4\x90\x80\x80", 4 } },
	{ "FF", { "\xff\xff", 2 } },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(javad, "join * 1 ali");
	for (size_t i = 0; i < COUNT(rows); i++) {
		conn_send(ali, "send 1 ", 7);
		conn_send(ali, rows[i].bytes.at, rows[i].bytes.len);
		conn_send(ali, "\n", 1);
		conn_expect(ali, "err send bad-text ...");
		PASS("%s is refused", rows[i].what);
	}
	conn_send(ali, "\0\n", 2);
	conn_expect(ali, "err - bad-command ...");
	conn_send(ali, "join \0\n", 7);
	conn_expect(ali, "err join bad-group ...");
	conn_expect_nothing(javad);
	PASS("none of it has reached anybody");
	server_stop(server);
	return tap_done();
}
