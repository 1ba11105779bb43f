/* The front of IRC alone: see irc_front.h. */
#include "irc_front.h"

#include "server/worker/conn/conn.h"
#include "server/worker/conn/front.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct conn conn;

/* Returns the new bytes since the last call. */
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
hear(struct str line)
{
	(void)conn_note_name(&conn, line);
	conn_output(&conn, line);
}

void
irc_front_enter(struct str can, struct str caps)
{
	conn_init(&conn, 0);
	conn_begin(&conn, &front_irc);
	say(STR("NICK ali\r\nUSER ali 0 * :Ali\r\n"));
	hear(STR("ok server irc.tea Tea 1795160000123456 0.1 4 h"));
	hear(can);
	front_irc.input(&conn, FRONT_BYTES);
	hear(STR("ok want full"));
	hear(STR("ok about"));
	hear(STR("ok name ali"));
	hear(STR("person * - ali!ali@h!*!- 5 0 Ali"));
	hear(STR("ok who @ali 1"));
	hear(STR("ok counts 1 0 0 3 1"));
	hear(STR("ok motd 0"));
	front_irc.input(&conn, FRONT_BYTES);
	if (caps.len > 0) {
		MUST(BUF_CAT(&conn.in, STR("CAP REQ :"), caps, STR("\r\n")),
		    "no room");
		front_irc.input(&conn, FRONT_BYTES);
	}
	(void)take(&conn.out);
	(void)take(&conn.up);
}

void
irc_front_is_written(struct str up)
{
	front_irc.written(&conn);
	TAP_STR(take(&conn.up), up, "is written");
}

void
irc_front_asks(struct str up)
{
	TAP_STR(take(&conn.up), up, "asks");
}

void
irc_front_gets(struct str out)
{
	TAP_STR(take(&conn.out), out, "gets");
}

void
irc_front_says(struct str line, struct str up)
{
	say(line);
	TAP_STR(
	    take(&conn.up), up, "%.*s", (int)strcspn(line.at, "\r"), line.at);
}

void
irc_front_hears(struct str line, struct str out)
{
	hear(line);
	TAP_STR(take(&conn.out), out, "%.*s", (int)line.len, line.at);
	front_irc.input(&conn, FRONT_BYTES);
}

void
irc_front_passes(struct str line)
{
	hear(line);
	front_irc.input(&conn, FRONT_BYTES);
	(void)take(&conn.out);
}
