/*
 * A line of a client that is too long once its own name stands before it comes
 * as one message and no more: cut at the border of a character, of 512 bytes
 * where its host is known, and a CTCP keeps its end.
 */
#include <stdio.h>

#include "shared/utf8.h"
#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"

#define LINE 512

static struct conn *ali, *bo;

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_wait_for(conn, ":* 422 ...");
	return conn;
}

/* Says as much of these as a line takes, and has what is said then. */
static const char *
say_all(const char *command, const char *with, const char *end)
{
	static char line[LINE];
	size_t len = (size_t)snprintf(line, sizeof(line), "%s", command);

	while (len + strlen(with) + strlen(end) <= LINE - 2) {
		memcpy(line + len, with, strlen(with));
		len += strlen(with);
	}
	memcpy(line + len, end, strlen(end) + 1);
	conn_say(ali, "%s\r", line);
	return line + strlen(command);
}

/* What comes of it: the text, behind "PRIVMSG TARGET :" or the like. */
static struct str
take(const char *what, size_t least)
{
	const struct str line = conn_line(bo);
	const char *text = strstr(line.at, " :");

	MUST(text != NULL && line.at[line.len - 1] == '\r', "no message");
	TAP_OK(line.len + 1 <= LINE && line.len + 1 >= least, "%s: %zu bytes",
	    what, line.len + 1);
	text += 2;
	return (struct str) { text, (size_t)(line.at + line.len - 1 - text) };
}

static bool
is_whole(struct str text)
{
	uint32_t character;

	while (text.len > 0) {
		const size_t len = utf8_decode(text.at, text.len, &character);
		if (len == 0)
			return false;
		text.at += len;
		text.len -= len;
	}
	return true;
}

static void
nothing_more(void)
{
	conn_say(bo, "PING end\r");
	TAP_OK(pattern_matches(":* PONG * :end\r", conn_line(bo)),
	    "and that is all");
}

static void
comes_cut(const char *command, const char *with, size_t least)
{
	const char *said = say_all(command, with, "");
	const struct str text = take(command, least);

	TAP_OK(memcmp(text.at, said, text.len) == 0 && is_whole(text),
	    "it begins as it was said, and no character is cut");
	nothing_more();
}

static void
ends_as_ctcp(void)
{
	struct str text;

	(void)say_all("PRIVMSG bo :\001ACTION", " waves", "\001");
	text = take("ACTION", LINE);
	TAP_OK(text.at[text.len - 1] == '\001', "it has an end");
	nothing_more();
}

int
main(void)
{
	struct server *server = server_start(NULL);

	ali = enter(server, "ali");
	bo = enter(server, "bo");
	comes_cut("PRIVMSG bo :", "a", LINE - 40);
	conn_say(ali, "JOIN #t\r");
	conn_wait_for(ali, ":* 366 ...");
	comes_cut("PRIVMSG bo :", "a", LINE);
	comes_cut("NOTICE bo :", "a", LINE);
	comes_cut("PRIVMSG bo :", "\xf0\x9f\x98\x83", LINE - 3);
	ends_as_ctcp();
	server_stop(server);
	return tap_done();
}
