/*
 * A text that is longer than an IRC line arrives as several messages, each with
 * an ID that begins with the event's, and each part of an ACTION is an ACTION.
 * Nothing is lost, and no line exceeds 512 bytes.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"

#define LONG 3700
#define LINE 512

static struct {
	struct conn *ali, *nc;
	char said[LONG + 1];
	char text[LONG + 1];
	size_t len;
	size_t longest;
	size_t parts;
	char id[32];
} test;

static void
begin(const struct server *server)
{
	test.ali = conn_open(server);
	conn_say(test.ali, "CAP REQ message-tags\r");
	conn_say(test.ali, "NICK ali\r");
	conn_say(test.ali, "USER ali 0 * :Ali\r");
	conn_say(test.ali, "CAP END\r");
	conn_say(test.ali, "JOIN #1\r");
	conn_wait_for(test.ali, ":* 366 ali #1 ...");
	test.nc = conn_member(server, "nc", "1");
	conn_wait_for(test.ali, "@msgid=* :nc!* JOIN #1\r");
}

/* Letters of two bytes, and a space now and then. */
static void
fill(void)
{
	size_t len = 0;

	while (len + 2 < LONG) {
		const bool space = len % 150 == 0;
		memcpy(test.said + len, space ? "x " : "\xc3\xa9", 2);
		len += 2;
	}
	test.said[len] = '\0';
}

/* One piece: "@msgid=ID :SOURCE PRIVMSG #1 :TEXT" */
static void
take(struct str line, const char *before, const char *behind)
{
	const char *text = strstr(line.at, " #1 :");
	const char *body = strchr(line.at, ' ') + 1;
	const size_t whole = (size_t)(line.at + line.len - body) + 1;
	char id[48];

	MUST(text != NULL && line.at[line.len - 1] == '\r', "no message");
	text += 5;
	if (test.parts++ == 0)
		(void)sscanf(line.at, "@msgid=%31[0-9]", test.id);
	(void)snprintf(id, sizeof(id), test.parts == 1 ? "%s " : "%s.%zu ",
	    test.id, test.parts);
	MUST(strncmp(line.at + 7, id, strlen(id)) == 0, "its ID is not %s", id);
	MUST(
	    strncmp(text, before, strlen(before)) == 0, "it does not begin so");
	text += strlen(before);
	const size_t len =
	    (size_t)(line.at + line.len - 1 - text) - strlen(behind);
	MUST(strncmp(text + len, behind, strlen(behind)) == 0, "nor end so");
	memcpy(test.text + test.len, text, len);
	test.len += len;
	test.longest = whole > test.longest ? whole : test.longest;
}

static void
passes(const char *what, const char *before, const char *behind)
{
	const size_t all = strlen(test.said);

	test.len = test.longest = test.parts = 0;
	conn_say(test.nc, "send 1 %s%s%s", before, test.said, behind);
	conn_expect(test.nc, "msg ...");
	while (test.len < all)
		take(conn_line(test.ali), before, behind);
	TAP_STR(((struct str) { test.text, test.len }), str_from(test.said),
	    "%s is whole", what);
	TAP_OK(test.parts > 7 && test.longest <= LINE,
	    "in %zu lines of at most %zu bytes", test.parts, test.longest);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	begin(server);
	fill();
	passes("a text", "", "");
	passes("an action", "\001ACTION ", "\001");
	server_stop(server);
	return tap_done();
}
