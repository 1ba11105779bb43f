/*
 * A PRIVMSG that does not fit the recipients' lines is refused, for its client
 * can split it better; the longest that fits, which depends on the sender's
 * name, arrives whole. A NOTICE is never refused, but split.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"

#define LINE 512

static struct conn *ali, *bo;
static char text[LINE];

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER u 0 * :U\r");
	conn_wait_for(conn, ":* 422 %s ...", name);
	return conn;
}

/* ":NAME!USER@HOST PRIVMSG bo :" and CR: the room that this leaves. */
static size_t
room(void)
{
	conn_say(ali, "PRIVMSG bo :x\r");
	return LINE - 1 - (conn_line(bo).len - 1);
}

static void
fill(size_t len)
{
	MUST(len < sizeof(text), "too much");
	memset(text, 'x', len);
	text[len] = '\0';
}

static void
test_message(const char *who)
{
	const size_t most = room();

	fill(most);
	conn_say(ali, "PRIVMSG bo :%s\r", text);
	TAP_NUM(conn_line(bo).len, LINE - 1, "%s: what fits comes", who);
	fill(most + 1);
	conn_say(ali, "PRIVMSG bo :%s\r", text);
	conn_expect(ali, ":* 417 %s :...", who);
	PASS("one byte more is refused");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	ali = enter(server, "ali");
	bo = enter(server, "bo");
	test_message("ali");
	conn_say(ali, "NICK alibaba\r");
	conn_expect(ali, ":ali!* NICK alibaba\r");
	test_message("alibaba");
	fill(490);
	conn_say(ali, "NOTICE bo :%s\r", text);
	(void)conn_line(bo);
	conn_expect(bo, ":alibaba!* NOTICE bo :*\r");
	PASS("a notice comes in two");
	server_stop(server);
	return tap_done();
}
