/*
 * A terminal that reads nothing neither stops the chat nor makes it use more
 * memory: all lines are there when it reads again.
 * tests/unit/chat/window/window_draw.c checks the bytes that a terminal gets.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/terminals.h"

#define MESSAGES 30000

/* The views may have 1 MiB; and what the terminal has not taken, a little. */
#define GROWTH (2 * 1024) /* KiB */

static long
memory(const struct pty *pty)
{
	return proc_status(pty->pid, "VmRSS");
}

/* While nobody looks at the terminal its program can write but 4 KiB or so. */
static void
stops(struct pty *pty, struct flood *flood)
{
	const long before = memory(pty);
	char last[64];

	MUST(flood_run(flood, MESSAGES, deadline() - clock_mono()),
	    "the server takes them");
	conn_say(flood->conn, "tell javad the end");
	conn_expect(flood->conn, "tell * ali javad the end");
	pty_type(pty, "typed meanwhile");
	terminals_cursor(pty, 22, "[#dev] typed meanwhile");
	terminals_has(pty, "2:ali(1!)");
	(void)snprintf(last, sizeof(last), "%zu ", flood->said - 1);
	terminals_has(pty, last);
	PASS("a terminal that takes nothing misses nothing");
	if (before > 0 && !sanitized())
		TAP_OK(memory(pty) - before < GROWTH, "%ld KiB, then %ld",
		    before, memory(pty));
}

int
main(void)
{
	bulk();
	struct server *server = server_start(NULL);
	struct flood flood;

	flood_init(&flood, conn_member(server, "ali", "dev"), "dev", 60);
	struct pty *pty = pty_window(server->address[0], 24, 80,
	    (const char *const[]) { "-n", "javad", "dev", NULL });
	terminals_has(pty, "-- in #dev: @ali javad");
	stops(pty, &flood);
	pty_type(pty, "\025/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
