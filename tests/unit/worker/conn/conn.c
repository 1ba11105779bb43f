/*
 * server/worker/conn/conn: where there is no room for them, commands for the
 * router wait. (What lines become: limits/lengths.talk, life/log.talk,
 * fuzz/front.)
 */
#include "server/worker/conn/conn.h"
#include "server/process/fork/child.h"

#include "server/worker/conn/front.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct conn conn;

static void
say(struct str bytes)
{
	MUST(BUF_CAT(&conn.in, bytes), "no room");
	front_line.input(&conn, FRONT_BYTES);
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

	conn_init(&conn, &(struct child_args) { .chunk_time = SEC });
	conn_begin(&conn, &front_line);
	for (; bytes < most && conn_ready(&conn); bytes += 5)
		say(STR("ping\n"));
	TAP_NUM(buf_len(&conn.up), bytes, "nothing is lost");
	return bytes;
}

/* Without room commands wait, and with room enough the longest fits. */
int
main(void)
{
	const size_t most = fill_uplink(CONN_UP);
	const struct str line = longest();

	say(STR("ping last\n"));
	TAP_NUM(buf_len(&conn.in), 10, "the next one waits");
	buf_drop(&conn.up, buf_len(&conn.up));
	say(STR(""));
	TAP_STR(buf_str(&conn.up), STR("ping last\n"), "until there is");

	(void)fill_uplink(most - 5);
	say(line);
	conn_quit(&conn);
	conn_end(&conn, BYE_KICKED);
	TAP_NUM(buf_len(&conn.up), most - 5 + line.len + 5 + 15,
	    "where a command fits, quit and a fault fit behind it");
	return tap_done();
}
