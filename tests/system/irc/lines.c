/*
 * No line exceeds 512 bytes, and each is as full as it may be. A text of up to
 * 3,800 bytes, of a native client or of one of IRC that does not split it,
 * arrives as several messages, each part of an ACTION as an ACTION, and nothing
 * is lost. NAMES has all names once.
 */
#include <stdio.h>
#include <string.h>

#include "shared/limits.h"
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

/* Letters of two bytes, and a space now and then. */
static void
test_split(struct conn *ali, struct conn *other, const char *how,
    const char *before, const char *end)
{
	static char said[LONG + 1], text[LONG + 1];
	size_t len = 0, parts = 0;

	for (size_t i = 0; i + 2 < LONG; i += 2)
		memcpy(said + i, i % 150 == 0 ? "x " : "\xc3\xa9", 2);
	conn_say(other, "%s%s%s%s", how, before, said, end);
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

/* As long as a text may be, and one byte longer. */
static void
test_limit(struct conn *ali, struct conn *bo, const char *verb)
{
	char text[LIMIT_TEXT + 2] = "";
	size_t len = 0;

	memset(text, 'x', LIMIT_TEXT);
	conn_say(ali, "%s bo :%s\r", verb, text);
	while (len < LIMIT_TEXT) {
		const char *part = behind(conn_line(bo), " bo :");
		MUST(part != NULL, "another line");
		len += strcspn(part, "\r");
	}
	TAP_NUM(len, LIMIT_TEXT, "%s: all comes", verb);
	text[LIMIT_TEXT] = 'x';
	conn_say(ali, "%s bo :%s\r", verb, text);
	conn_expect(ali, ":* 417 ali :Text is too long\r");
	conn_say(ali, "%s bo :%s%400c\r", verb, text, 'x');
	conn_expect(ali, ":* 417 ali :Input line was too long\r");
	PASS("a longer one is refused");
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
	test_split(ali, nc, "send many ", "", "");
	test_split(ali, nc, "send many ", "\001ACTION ", "\001");
	bo = enter("bo", "CAP REQ :userhost-in-names");
	conn_wait_for(ali, ":bo!* JOIN #many\r");
	test_split(ali, bo, "PRIVMSG #many :", "", "");
	test_split(ali, bo, "NOTICE #many :", "\001ACTION ", "\001");
	test_limit(ali, bo, "PRIVMSG");
	test_limit(ali, bo, "NOTICE");
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
