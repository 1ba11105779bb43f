/*
 * server/worker/conn/conn and the two fronts: a client's bytes become commands
 * for the router, and the router's lines become bytes for the client.
 */
#include "server/worker/conn/conn.h"

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
	conn_init(&test.conn, SEC);
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
	TAP_NUM(
	    conn_note_name(&test.conn, line), renamed, "heard: %.50s", line.at);
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

/*
 * Another protocol ends the connection, but only after the name has its reply.
 */
static void
holds_what_is_foreign(const struct front *front, enum front_why why)
{
	begin(front);
	say(STR("ali\nhello all\nping\n"), why, STR("name ali\n"));
	TAP_OK(!conn_ready(&test.conn), "it is held");
	say(STR("ping\n"), why, STR(""));
	hear(STR("ok name ali"), true);
	say(STR(""), why, STR("fault - bad-command\nping\nping\n"));
	begin(front);
	say(STR("ali\nname bo\nGET / HT"), why, STR("name ali\nname bo\n"));
	hear(STR("err name name-taken somebody has it"), false);
	say(STR("ping\n"), why, STR(""));
	hear(STR("err name name-taken somebody has it"), false);
	TAP_OK(conn_ready(&test.conn), "it is not held any more");
	say(STR(""), why, STR("fault - protocol\n"));
	say(STR("ping\nali\n"), why, STR(""));
	TAP_OK(!conn_ready(&test.conn), "nothing behind it is read");
	conn_quit(&test.conn);
	conn_end(&test.conn, BYE_KICKED);
	TAP_STR(go_up(), STR("quit\nfault - kicked\n"), "there is room left");
}

static const struct {
	const char *said;
	const char *what;
	const struct front *front; /* null: not known yet */
	usec chunk_time;
	enum front_why why;
} choices[] = {
	{ "", "nothing, for long", NULL, SEC, FRONT_PAUSE },
	{ "", "nothing, ever", &front_line, SEC, FRONT_END },
	{ "ali", "no line end", NULL, SEC, FRONT_BYTES },
	{ "ali", "no line end, for long", &front_chunk, SEC, FRONT_PAUSE },
	{ "ali", "no line end, ever", &front_line, SEC, FRONT_END },
	{ "ali\n", "a line", &front_line, SEC, FRONT_BYTES },
	{ "ali\njo", "more than a line", &front_line, SEC, FRONT_PAUSE },
	{ "ali", "no line end, no chunks", NULL, 0, FRONT_BYTES },
	{ "GET /", "what is foreign, no chunks", &front_line, 0, FRONT_BYTES },
	{ "GET /", "what is foreign", &front_line, SEC, FRONT_BYTES },
	{ "GET", "what may be foreign", NULL, SEC, FRONT_BYTES },
};

static void
chooses_fronts(void)
{
	for (size_t i = 0; i < COUNT(choices); i++) {
		conn_init(&test.conn, choices[i].chunk_time);
		put(str_from(choices[i].said));
		TAP_OK(front_choose(&test.conn, choices[i].why) ==
			choices[i].front,
		    "%s", choices[i].what);
	}
	conn_init(&test.conn, SEC);
	put(str_from(filler(LIMIT_LINE)));
	TAP_OK(front_choose(&test.conn, FRONT_BYTES) == &front_line,
	    "more than a line has room for");
}

static void
takes_chunks(void)
{
	begin(&front_chunk);
	TAP_NUM(front_chunk.pause, 150 * MSEC, "the pause of chunks");
	say(STR("jav"), FRONT_BYTES, STR(""));
	say(STR("ad"), FRONT_PAUSE, STR("name javad\n"));
	hear(STR("ok name javad"), true);
	say(STR(""), FRONT_PAUSE, STR(""));
	say(STR("join 1"), FRONT_PAUSE, STR("join 1\n"));
	say(STR("send 1 hello ali"), FRONT_PAUSE, STR("send 1 hello ali\n"));
	say(STR("join 2\r\njoin 3\r"), FRONT_BYTES, STR("join 2\n"));
	say(STR(""), FRONT_PAUSE, STR("join 3\n"));
	say(STR("\n\r\n\r"), FRONT_PAUSE, STR(""));
	say(STR("dance"), FRONT_PAUSE, STR("fault - bad-command\n"));
	say(STR("quit"), FRONT_END, STR("quit -\n"));
	put(str_from(filler(LIMIT_LINE)));
	say(STR(""), FRONT_BYTES, STR(""));
	say(STR("x"), FRONT_PAUSE, STR("fault - too-long 4096\n"));
	say(STR("ping"), FRONT_PAUSE, STR("ping\n"));
	put(str_from(filler(LIMIT_LINE)));
	say(STR("\nping\n"), FRONT_BYTES, STR("fault - too-long 4096\nping\n"));
}

static const struct {
	struct str line;
	struct str bytes;
} shown[] = {
#define ROW(line, bytes)              \
	{                             \
		STR(line), STR(bytes) \
	}
	ROW("msg 17 1 javad hello  ali ", "javad: hello  ali "),
	ROW("tell 17 ali javad psst", "ali: psst"),
	ROW("err send not-member join it first", "send: join it first"),
	ROW("err - bad-command no such", "no such"),
	ROW("bye quit goodbye", ""),
	ROW("bye shutdown the server ends", "the server ends"),
	ROW("names 1 ali javad", "1 ali javad\n"),
	ROW("group 1 2 tea time", "1 2 tea time\n"),
	ROW("help join G - enter", "join G - enter\n"),
	ROW("ok name javad", ""),
	ROW("join 17 1 ali", ""),
#undef ROW
};

static void
shows_chunks(void)
{
	begin(&front_chunk);
	for (size_t i = 0; i < COUNT(shown); i++) {
		front_chunk.output(&test.conn, shown[i].line);
		TAP_STR(buf_str(&test.conn.out), shown[i].bytes, "%s",
		    shown[i].line.at);
		buf_drop(&test.conn.out, buf_len(&test.conn.out));
	}
	TAP_OK(front_line.output == NULL, "lines are shown as they are");
}

int
main(void)
{
	checks_lines();
	limits_lines();
	waits_for_room();
	holds_what_is_foreign(&front_line, FRONT_BYTES);
	holds_what_is_foreign(&front_chunk, FRONT_PAUSE);
	chooses_fronts();
	takes_chunks();
	shows_chunks();
	return tap_done();
}
