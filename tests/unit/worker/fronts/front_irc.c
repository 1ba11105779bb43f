/*
 * server/worker/fronts/front_irc: what goes up for what a client says, a step
 * at a time, and what it is told of the answers; lines wait where they have to,
 * and one that comes byte by byte is the same.
 */
#include "server/worker/conn/front.h"

#include "server/worker/conn/conn.h"
#include "server/worker/irc/line.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct conn conn;

static void
begin(void)
{
	conn_init(&conn, 0);
	conn_begin(&conn, &front_irc);
}

/* Returns the new output since the last call. */
static struct str
take(struct buf *buf)
{
	const struct str bytes = buf_str(buf);

	buf_drop(buf, bytes.len);
	return bytes;
}

static void
say(struct str bytes)
{
	MUST(BUF_CAT(&conn.in, bytes), "no room");
	front_irc.input(&conn, FRONT_BYTES);
}

static void
says(struct str bytes, struct str up)
{
	say(bytes);
	TAP_STR(
	    take(&conn.up), up, "%.*s", (int)strcspn(bytes.at, "\r"), bytes.at);
}

/* A line of the router, and what the client gets; then it may go on. */
static void
hears(struct str line, struct str out)
{
	(void)conn_note_name(&conn, line);
	conn_output(&conn, line);
	TAP_STR(take(&conn.out), out, "%.*s", (int)line.len, line.at);
	front_irc.input(&conn, FRONT_BYTES);
}

static void
greet(void)
{
	begin();
	say(STR("NICK ali\r\nUSER ali 0 * :Ali B\r\n"));
	hears(STR("ok server irc.forkcast net 1795160000123456 0.1"), STR(""));
	hears(STR("ok can plain"), STR(""));
	(void)take(&conn.up);
	hears(STR("ok want full"), STR(""));
	hears(STR("ok about"), STR(""));
}

static void
enter(void)
{
	greet();
	conn_output(&conn, STR("ok name ali"));
	conn_output(&conn, STR("person * - ali!ali@h!*!- 5 0 Ali B"));
	conn_output(&conn, STR("ok who @ali 1"));
	conn_output(&conn, STR("ok counts 1 0 0 3 1"));
	conn_output(&conn, STR("ok motd 0"));
	(void)take(&conn.out);
	front_irc.input(&conn, FRONT_BYTES);
}

static void
registers(void)
{
	begin();
	says(STR("NICK ali\r\nFOO\r\n"), STR("server\ncan\n"));
	TAP_STR(take(&conn.out), STR(""), "nothing until there is a name");
	hears(STR("ok server irc.tea net 1795160000123456 0.1"), STR(""));
	hears(STR("ok can plain"), STR(""));
	TAP_STR(take(&conn.out),
	    STR(":irc.tea 421 ali FOO :Unknown command\r\n"), "which is told");
	says(STR("USER ali 0 * :Ali B\r\n"),
	    STR("want full\nabout ali Ali B\nname ali\nwho @ali\ncounts\nmotd\n"));
	says(STR("JOIN #1\r\n"), STR(""));
	hears(STR("ok want full"), STR(""));
	hears(STR("ok about"), STR(""));
	hears(STR("err name name-taken looks like one in use: a1i"),
	    STR(":irc.tea 433 * ali :looks like one in use: a1i\r\n"));
	hears(STR("err who not-allowed a name first"), STR(""));
	hears(STR("err counts not-allowed a name first"), STR(""));
	hears(STR("ok motd 0"), STR(""));
	TAP_STR(take(&conn.out),
	    STR(":irc.tea 451 * :You have not registered\r\n"),
	    "what has waited is refused");
}

/* Somebody else has the name that it asked for: that host is not its own. */
static void
knows_itself(void)
{
	greet();
	(void)conn_note_name(&conn, STR("ok name bo"));
	conn_output(&conn, STR("ok name bo"));
	conn_output(&conn, STR("person * - ali!eve@far!*!- 5 0 Eve"));
	conn_output(&conn, STR("ok who @ali 1"));
	conn_output(&conn, STR("ok counts 2 0 0 3 2"));
	conn_output(&conn, STR("ok motd 0"));
	say(STR("CAP REQ setname\r\n"));
	(void)take(&conn.out);
	says(STR("SETNAME :Bo B\r\n"), STR("about - Bo B\n"));
	hears(STR("ok about"), STR(":bo SETNAME :Bo B\r\n"));
}

static void
joins(void)
{
	enter();
	says(STR("JOIN #1,#2 key\r\n"),
	    STR("join 1 key\ntopic 1\nnames 1\njoin 2\ntopic 2\nnames 2\n"));
	hears(STR("err join bad-key it has another"),
	    STR(":irc.forkcast 475 ali #1 :Cannot join channel (+k)\r\n"));
	hears(STR("err topic not-member join it first"), STR(""));
	hears(STR("names 1 nt o!bo!bo@h"), STR(""));
	hears(STR("ok names 1 1"), STR(""));
	hears(
	    STR("join 5 2 ali!ali@h!*!- Ali B"), STR(":ali!ali@h JOIN #2\r\n"));
	hears(STR("ok topic 2 1795160000123456 bo of tea"),
	    STR(":irc.forkcast 332 ali #2 :of tea\r\n"
		":irc.forkcast 333 ali #2 bo 1795160000\r\n"));
	hears(STR("msg 6 2 bo!bo@h!*!- in between"),
	    STR(":bo!bo@h PRIVMSG #2 :in between\r\n"));
	hears(STR("names 2 n o!bo!bo@h -!ali!ali@h"), STR(""));
	hears(STR("names 2 n v!cy!cy@h"), STR(""));
	hears(STR("ok names 2 3"),
	    STR(":irc.forkcast 353 ali = #2 :@bo ali +cy\r\n"
		":irc.forkcast 366 ali #2 :End of /NAMES list\r\n"));
}

/*
 * A reply of the worker comes after the router's replies to earlier commands.
 */
static void
keeps_order(void)
{
	enter();
	says(STR("PING a\r\nFOO\r\nPING b\r\n"), STR("ping\n"));
	TAP_STR(take(&conn.out), STR(""), "nothing yet");
	conn_output(&conn, STR("ok ping"));
	TAP_STR(take(&conn.out), STR(":irc.forkcast PONG irc.forkcast :a\r\n"),
	    "one");
	front_irc.input(&conn, FRONT_BYTES);
	TAP_STR(take(&conn.out),
	    STR(":irc.forkcast 421 ali FOO :Unknown command\r\n"), "two");
	TAP_STR(take(&conn.up), STR("ping\n"), "and three is asked");
}

/* Client tags go before the message, in two lines if one is too short. */
static void
says_tags(void)
{
	char long_tag[4200];

	enter();
	say(STR("CAP REQ message-tags\r\n"));
	(void)take(&conn.out);
	says(STR("@a=b;+c=d PRIVMSG #1,bo :x\r\n"),
	    STR("tags +c=d\nsend 1 x\ntags +c=d\ntell bo x\n"));
	memset(long_tag, 'x', sizeof(long_tag));
	long_tag[0] = '@';
	long_tag[1] = '+';
	const struct str end = STR(" TAGMSG #1\r\n");
	memcpy(long_tag + 4094, end.at, end.len);
	say((struct str) { long_tag, 4094 + 12 });
	const struct str up = take(&conn.up);
	TAP_OK(up.len == 4093 + 2 * 6 + 9, "%zu bytes in two lines", up.len);
}

/* A line of capabilities that is too long has fewer, and whole ones. */
static void
lists_what_fits(void)
{
	begin();
	say(STR("NICK ali\r\nUSER ali 0 * :Ali B\r\n"));
	hears(
	    STR("ok server a-long-name-of-a-server.a-long-name-of-a-domain.all-of-it."
		"example net 1795160000123456 0.1"),
	    STR(""));
	hears(STR("ok can plain register history:50"), STR(""));
	hears(STR("ok want full"), STR(""));
	hears(STR("ok about"), STR(""));
	conn_output(&conn, STR("ok name aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	conn_output(&conn, STR("ok who @ali 0"));
	conn_output(&conn, STR("ok counts 1 0 0 3 1"));
	conn_output(&conn, STR("ok motd 0"));
	(void)take(&conn.out);
	front_irc.input(&conn, FRONT_BYTES);
	say(STR("CAP LS\r\n"));
	const struct str out = take(&conn.out);
	const struct str end = STR(" soju.im/search\r\n");
	TAP_OK(out.len <= IRC_BODY && out.len > end.len &&
		memcmp(out.at + out.len - end.len, end.at, end.len) == 0,
	    "%zu bytes of capabilities: %.*s", out.len, (int)out.len, out.at);
}

/* Only messages come in pieces. */
static void
cuts_farewells(void)
{
	char line[1000] = "leave 7 1 bo!bo@h!*!- ";

	enter();
	memset(line + strlen(line), 'x', 700);
	conn_output(&conn, str_from(line));
	const struct str out = take(&conn.out);
	TAP_NUM(out.len, IRC_BODY, "a line of 512 bytes");
	TAP_OK(memcmp(out.at + out.len - 3, "x\r\n", 3) == 0, "with its end");
}

/* It is no part of the answer, and has neither tags nor a source. */
static void
pings_in_between(void)
{
	enter();
	say(STR("CAP REQ :labeled-response batch server-time\r\n"));
	(void)take(&conn.out);
	says(STR("@label=x MODE #2\r\n"), STR("mode 2\n"));
	hears(STR("ping"), STR("PING :irc.forkcast\r\n"));
	conn_output(&conn, STR("ok mode 2 n 1795160000123456 o 0 -"));
	const struct str out = take(&conn.out);
	TAP_OK(out.len > 8 && memcmp(out.at, "@label=x", 8) == 0,
	    "the answer has its label");
	says(STR("@label=y PING a\r\n"), STR("ping\n"));
	hears(STR("ping token"), STR("PING :token\r\n"));
}

static void
takes_bytes(void)
{
	const struct str line = STR("PRIVMSG #1 :byte by byte\r\n");

	enter();
	for (size_t i = 0; i < line.len; i++)
		say((struct str) { line.at + i, 1 });
	TAP_STR(take(&conn.up), STR("send 1 byte by byte\n"), "byte by byte");
}

static void
is_chosen(struct str bytes, enum claim claim)
{
	conn_init(&conn, 0);
	MUST(BUF_CAT(&conn.in, bytes), "no room");
	TAP_NUM(front_irc.claims(&conn, FRONT_BYTES), claim, "\"%.*s\"",
	    (int)bytes.len, bytes.at);
}

static void
chooses(void)
{
	is_chosen(STR("N"), CLAIM_WAIT);
	is_chosen(STR("nick"), CLAIM_WAIT);
	is_chosen(STR("nick "), CLAIM_YES);
	is_chosen(STR("\r\nUser x"), CLAIM_YES);
	is_chosen(STR("nickel"), CLAIM_NO);
	is_chosen(STR("PASS x"), CLAIM_YES);
	is_chosen(STR("pass x"), CLAIM_NO);
	is_chosen(STR("@"), CLAIM_YES);
	is_chosen(STR(":"), CLAIM_YES);
	is_chosen(STR("ali\n"), CLAIM_NO);
}

int
main(void)
{
	chooses();
	registers();
	knows_itself();
	joins();
	keeps_order();
	says_tags();
	pings_in_between();
	takes_bytes();
	cuts_farewells();
	lists_what_fits();
	return tap_done();
}
