/*
 * Each line of NAMES is as full as a line may be, with and without USER@HOST,
 * and all names are there once.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/tap.h"

#define MEMBERS 41
#define LINE 512

static struct conn *all[MEMBERS];

static struct conn *
enter(const struct server *server, unsigned number, const char *caps)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "CAP REQ :%s\r", caps);
	conn_say(conn, "CAP END\r");
	conn_say(conn, "NICK member-%02u\r", number);
	conn_say(conn, "USER u 0 * :U\r");
	conn_wait_for(conn, ":* 422 ...");
	conn_say(conn, "JOIN #many\r");
	conn_wait_for(conn, ":* 366 ...");
	return conn;
}

/* Where the names of a line of 353 begin; null: it is another line. */
static const char *
names_of(struct str line)
{
	static const char mark[] = " = #many :";

	for (size_t i = 0; i + sizeof(mark) - 1 <= line.len; i++)
		if (memcmp(line.at + i, mark, sizeof(mark) - 1) == 0)
			return line.at + i + sizeof(mark) - 1;
	return NULL;
}

static size_t
count_names(struct str line, const char *from)
{
	size_t count = 1;

	for (; from < line.at + line.len; from++)
		count += *from == ' ';
	return count;
}

/* With LF; the line has its CR. */
static void
test_lines(struct conn *conn, const char *how)
{
	size_t before = LINE, lines = 0, names = 0;

	conn_say(conn, "NAMES #many\r");
	for (struct str line = conn_line(conn); names_of(line) != NULL;
	     line = conn_line(conn)) {
		const char *first = names_of(line);
		const size_t len = strcspn(first, " \r");
		MUST(line.len + 1 <= LINE, "%zu bytes", line.len + 1);
		MUST(before + 1 + len > LINE,
		    "line %zu of %zu has room for %zu", lines, before, len);
		before = line.len + 1;
		names += count_names(line, first);
		lines++;
	}
	TAP_NUM(names, MEMBERS, "%s: all names, in %zu lines", how, lines);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	char last[16];

	for (unsigned i = 0; i < MEMBERS; i++)
		all[i] = enter(
		    server, i, i == 0 ? "userhost-in-names" : "multi-prefix");
	(void)snprintf(last, sizeof(last), "member-%02u", MEMBERS - 1U);
	conn_wait_for(all[0], ":%s!* JOIN #many\r", last);
	test_lines(all[0], "with USER@HOST");
	test_lines(all[MEMBERS - 1], "names alone");
	server_stop(server);
	return tap_done();
}
