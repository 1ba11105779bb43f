/*
 * A terminal that reads nothing neither stops the chat nor makes it use more
 * memory: what is typed is sent, and TERM ends it. When it reads again, all
 * lines are in a window; where lines stay as they are, it says that some are
 * missing.
 * tests/unit/chat/window/window_draw.c checks the bytes that a terminal gets.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/terminals.h"

#define MESSAGES 30000
#define AHEAD 50 /* of those that have come */

/* The views may have 1 MiB; and what the terminal has not taken, a little. */
#define GROWTH (2 * 1024) /* KiB */

/* More than a terminal and the client keep of a stream. */
#define ROUNDS 100
#define LINES 4
#define LETTERS 600

static long
memory(const struct pty *pty)
{
	return proc_status(pty->pid, "VmRSS");
}

/* While nobody looks at the terminal its program can write but 4 KiB or so. */
static void
stops(struct pty *pty, struct conn *ali)
{
	const long before = memory(pty);
	char last[64];

	for (int i = 0; i < MESSAGES; i++) {
		conn_say(ali, "send dev %d and so on, for a line or so", i);
		if (i >= AHEAD)
			conn_expect(ali, "msg * dev ali %d ...", i - AHEAD);
	}
	conn_say(ali, "tell javad the end");
	conn_wait_for(ali, "tell * ali javad the end");
	pty_type(pty, "typed meanwhile");
	terminals_cursor(pty, 22, "[#dev] typed meanwhile");
	terminals_has(pty, "2:ali(1!)");
	(void)snprintf(last, sizeof(last), "ali: %d ", MESSAGES - 1);
	terminals_has(pty, last);
	PASS("a terminal that takes nothing misses nothing");
	if (before > 0 && !sanitized())
		TAP_OK(memory(pty) - before < GROWTH, "%ld KiB, then %ld",
		    before, memory(pty));
}

/* Letters that leave nothing of a screen as it was. */
static void
say(struct conn *ali)
{
	static uint32_t state = 1;
	char text[LETTERS + 1] = "";

	for (size_t i = 0; i < LETTERS; i++) {
		state = state * 1103515245 + 12345;
		text[i] = (char)('a' + (state >> 16) % 26);
	}
	conn_say(ali, "send dev %s", text);
	conn_expect(ali, "msg * dev ali *");
}

/* Nobody looks at the terminal, so that a write to it would block. */
static void
delays_nothing(struct pty *pty, struct conn *ali)
{
	for (size_t i = 0; i < ROUNDS; i++) {
		for (size_t line = 0; line < LINES; line++)
			say(ali);
		pty_type(pty, "typed\r");
		conn_expect(ali, "msg * dev javad typed");
	}
}

/* It is looked at once in between. */
static void
goes_on(struct pty *pty, struct conn *ali, const char *missing)
{
	delays_nothing(pty, ali);
	terminals_has(pty, missing);
	pty_type(pty, "it goes on");
	terminals_has(pty, "it goes on");
	pty_type(pty, "\025");
	delays_nothing(pty, ali);
	MUST(kill(pty->pid, SIGTERM) == 0, "it has ended");
	conn_expect(ali, "quit * javad");
	TAP_NUM(pty_status(pty), PTY_SIGNAL + SIGTERM, "TERM ends it");
}

int
main(void)
{
	static const char *const options[] = { "-n", "javad", "dev", NULL };
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "dev");

	struct pty *pty = pty_client(server->address[0], options);
	terminals_has(pty, "-- in #dev: @ali javad");
	conn_expect(ali, "join * dev javad");
	goes_on(pty, ali, "-- lines are missing here");
	pty = pty_window(server->address[0], 60, 200, options);
	terminals_has(pty, "-- in #dev: @ali javad");
	conn_expect(ali, "join * dev javad");
	goes_on(pty, ali, "javad: typed");
	pty = pty_window(server->address[0], 24, 80, options);
	terminals_has(pty, "-- in #dev: @ali javad");
	conn_expect(ali, "join * dev javad");
	stops(pty, ali);
	pty_type(pty, "\025/quit\r");
	terminals_has(pty, "at the next start? (y/n)");
	pty_type(pty, "n\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
