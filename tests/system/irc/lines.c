/*
 * No line exceeds 512 bytes, and each is as full as it may be. A text that is
 * longer arrives as several messages, each part of an ACTION as an ACTION, and
 * nothing is lost. A PRIVMSG that does not fit the recipients' lines, which
 * depends on the sender's name, is refused, for its client can split it better;
 * a NOTICE is split. NAMES has all names once.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/tap.h"

#define LINE 512
#define LONG 3700
#define MEMBERS 41

static struct server *server;

static struct conn *
enter(const char *name, const char *more)
{
	struct conn *conn = conn_open(server);

	conn_say(
	    conn, "%s\r\nNICK %s\r\nUSER u 0 * :U\r\nCAP END\r", more, name);
	conn_wait_for(conn, ":* 422 %s ...", name);
	conn_say(conn, "JOIN #many\r");
	conn_wait_for(conn, ":* 366 ...");
	return conn;
}

/* Where the text of the line begins; null: it is another line. */
static const char *
behind(struct str line, const char *mark)
{
	const char *at = strstr(line.at, mark);

	MUST(line.len + 1 <= LINE, "%zu bytes", line.len + 1);
	return at != NULL && at < line.at + line.len ? at + strlen(mark) : NULL;
}

/* Letters of two bytes, and a space now and then, from a native client. */
static void
test_split(
    struct conn *ali, struct conn *nc, const char *before, const char *end)
{
	static char said[LONG + 1], text[LONG + 1];
	size_t len = 0, parts = 0;

	for (size_t i = 0; i + 2 < LONG; i += 2)
		memcpy(said + i, i % 150 == 0 ? "x " : "\xc3\xa9", 2);
	conn_say(nc, "send many %s%s%s", before, said, end);
	conn_expect(nc, "msg ...");
	for (; len < strlen(said); parts++) {
		const struct str line = conn_line(ali);
		const char *part = behind(line, " #many :");
		MUST(part != NULL && strncmp(part, before, strlen(before)) == 0,
		    "\"%.*s\"", (int)line.len, line.at);
		part += strlen(before);
		const size_t count =
		    (size_t)(line.at + line.len - 1 - part) - strlen(end);
		MUST(count < LONG - len &&
			strncmp(part + count, end, strlen(end)) == 0,
		    "it does not end so");
		memcpy(text + len, part, count);
		len += count;
	}
	TAP_STR(((struct str) { text, len }), str_from(said), "it is whole");
	TAP_OK(parts > 7, "in %zu lines", parts);
}

/* ":NAME!USER@HOST PRIVMSG bo :" and CR leave so much room. */
static void
test_refused(struct conn *ali, struct conn *bo, const char *who)
{
	char text[LINE] = "";
	size_t most;

	conn_say(ali, "PRIVMSG bo :x\r");
	most = LINE - 1 - (conn_line(bo).len - 1);
	memset(text, 'x', most);
	conn_say(ali, "PRIVMSG bo :%s\r", text);
	TAP_NUM(conn_line(bo).len, LINE - 1, "%s: what fits comes", who);
	text[most] = 'x';
	conn_say(ali, "PRIVMSG bo :%s\r", text);
	conn_expect(ali, ":* 417 %s :...", who);
	PASS("one byte more is refused");
	conn_say(ali, "NOTICE bo :%sxx\r", text);
	(void)conn_line(bo);
	conn_expect(bo, ":%s!* NOTICE bo :*\r", who);
	PASS("a notice comes in two");
}

/* With LF; the line has its CR. */
static void
test_names(struct conn *conn, const char *how)
{
	size_t before = LINE, lines = 0, names = 0;
	const char *first;

	conn_say(conn, "NAMES #many\r");
	while ((first = behind(conn_line(conn), " = #many :")) != NULL) {
		const struct str line = conn->line;
		MUST(before + 1 + strcspn(first, " \r") > LINE,
		    "line %zu has room for more", lines);
		before = line.len + 1;
		for (names++; first < line.at + line.len; first++)
			names += *first == ' ';
		lines++;
	}
	TAP_NUM(names, MEMBERS, "%s: all names, in %zu lines", how, lines);
}

int
main(void)
{
	struct conn *ali, *bo, *nc, *last = NULL;
	char name[16];

	server = server_start(NULL);
	ali = enter("ali", "");
	nc = conn_member(server, "nc", "many");
	conn_wait_for(ali, ":nc!* JOIN #many\r");
	test_split(ali, nc, "", "");
	test_split(ali, nc, "\001ACTION ", "\001");
	bo = enter("bo", "CAP REQ :userhost-in-names");
	conn_wait_for(ali, ":bo!* JOIN #many\r");
	test_refused(ali, bo, "ali");
	conn_ask(ali, "NICK alibaba\r", ":ali!* NICK alibaba\r");
	conn_wait_for(bo, ":ali!* NICK alibaba\r");
	test_refused(ali, bo, "alibaba");
	for (unsigned i = 3; i < MEMBERS; i++) {
		(void)snprintf(name, sizeof(name), "member-%02u", i);
		last = enter(name, "");
	}
	conn_wait_for(bo, ":%s!* JOIN #many\r", name);
	test_names(bo, "with USER@HOST");
	test_names(last, "names alone");
	server_stop(server);
	return tap_done();
}
