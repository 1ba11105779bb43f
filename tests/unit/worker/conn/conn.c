/*
 * server/worker/conn/conn and the front of lines: a client's bytes become
 * commands for the router, which wait where there is no room for them.
 */
#include "server/worker/conn/conn.h"
#include "server/process/fork/child.h"

#include "server/worker/conn/front.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct {
	struct conn conn;
	const struct front *front;
} test;

/* A new client of a front. */
static void
begin(const struct front *front)
{
	test.front = front;
	conn_init(&test.conn, &(struct child_args) { .chunk_time = SEC });
	conn_begin(&test.conn, front);
}

static void
put(struct str bytes)
{
	MUST(BUF_CAT(&test.conn.in, bytes), "no room");
}

/* Returns the uplink's new lines since the last call. */
static struct str
go_up(void)
{
	const struct str up = buf_str(&test.conn.up);

	buf_drop(&test.conn.up, up.len);
	return up;
}

/* The client says something; a pause may follow. */
static void
say(struct str bytes, enum front_why why, struct str up)
{
	const int shown = (int)strcspn(bytes.at, "\r\n\x1b\xc3");

	put(bytes);
	test.front->input(&test.conn, why);
	TAP_STR(go_up(), up, "said: %.*s", shown < 40 ? shown : 40, bytes.at);
}

static void
hear(struct str line, bool renamed)
{
	test.conn.renamed = false;
	MUST(BUF_CAT(&test.conn.down, line, STR("\n")), "no room");
	conn_note_lines(&test.conn);
	TAP_NUM(test.conn.renamed, renamed, "heard: %.50s", line.at);
	buf_drop(&test.conn.down, buf_len(&test.conn.down));
	test.conn.whole = 0;
}

static void
checks_lines(void)
{
	begin(&front_line);
	say(STR("name ali\r\n\r\n\n"), FRONT_BYTES, STR("name ali\n"));
	hear(STR("ok name ali"), true);
	say(STR("send 1 hello  you \n"), FRONT_BYTES,
	    STR("send 1 hello  you \n"));
	say(STR("send 1\n"), FRONT_BYTES, STR("fault send bad-command\n"));
	say(STR("send 1 \xc3\n"), FRONT_BYTES, STR("fault send bad-text\n"));
	say(STR("fault - kicked\n"), FRONT_BYTES, STR("fault - bad-command\n"));
	say(STR("jo"), FRONT_BYTES, STR(""));
	say(STR("in 2\njoin 3\njo"), FRONT_BYTES, STR("join 2\njoin 3\n"));
	say(STR("in 4"), FRONT_END, STR(""));
}

/* Lines at and over their limit, which is told once. */
static void
limits_lines(void)
{
	begin(&front_line);
	put(str_from(filler(LIMIT_LINE - 1)));
	say(STR("\n"), FRONT_BYTES, STR("fault name too-long 32 4095\n"));
	put(str_from(filler(LIMIT_LINE)));
	say(STR("\nping\n"), FRONT_BYTES, STR("fault - too-long 4096\nping\n"));
	for (int i = 0; i < 10; i++)
		say(str_from(filler(FILLER_MOST)), FRONT_BYTES, STR(""));
	say(STR("x\nping\n"), FRONT_BYTES,
	    STR("fault - too-long 4096\nping\n"));
	TAP_NUM(buf_len(&test.conn.in), 0, "nothing is left");
}

/* The longest command there is; its address is that of a static buffer. */
static struct str
longest(void)
{
	static char line[LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, line, sizeof(line));
	TAP_OK(BUF_CAT(&buf, STR("leave "),
		   (struct str) { filler(LIMIT_GROUP), LIMIT_GROUP }, STR(" "),
		   (struct str) { filler(LIMIT_TEXT), LIMIT_TEXT }, STR("\n")),
	    "the longest command");
	return buf_str(&buf);
}

/* Short commands, as long as the uplink has room; their bytes. */
static size_t
fill_uplink(size_t most)
{
	size_t bytes = 0;

	begin(&front_line);
	while (bytes < most && conn_ready(&test.conn)) {
		put(STR("ping\n"));
		test.front->input(&test.conn, FRONT_BYTES);
		bytes += 5;
	}
	TAP_NUM(buf_len(&test.conn.up), bytes, "nothing is lost");
	return bytes;
}

/* Without room commands wait, and with room enough the longest fits. */
static void
waits_for_room(void)
{
	const size_t most = fill_uplink(CONN_UP);
	const struct str line = longest();

	put(STR("ping last\n"));
	test.front->input(&test.conn, FRONT_BYTES);
	TAP_NUM(buf_len(&test.conn.in), 10, "the next one waits");
	(void)go_up();
	say(STR(""), FRONT_BYTES, STR("ping last\n"));

	(void)fill_uplink(most - 5);
	put(line);
	test.front->input(&test.conn, FRONT_BYTES);
	conn_quit(&test.conn);
	conn_end(&test.conn, BYE_KICKED);
	TAP_NUM(buf_len(&test.conn.up), most - 5 + line.len + 5 + 15,
	    "where a command fits, quit and a fault fit behind it");
}

/* Another protocol ends the connection, unless a name was asked for. */
static void
ends_what_is_foreign(void)
{
	begin(&front_line);
	say(STR("ali\nhello all\n"), FRONT_BYTES,
	    STR("name ali\nfault - bad-command\n"));
	hear(STR("ok name ali"), true);
	begin(&front_line);
	say(STR("ping\nGET /\n"), FRONT_BYTES, STR("ping\nfault - protocol\n"));
	say(STR("ping\nali\n"), FRONT_BYTES, STR(""));
	TAP_OK(!conn_ready(&test.conn), "nothing behind it is read");
	conn_quit(&test.conn);
	conn_end(&test.conn, BYE_KICKED);
	TAP_STR(go_up(), STR("quit\nfault - kicked\n"), "there is room left");
}

int
main(void)
{
	checks_lines();
	limits_lines();
	waits_for_room();
	ends_what_is_foreign();
	return tap_done();
}
