/*
 * Ctrl-S or /search looks for a word in the view: Ctrl-R goes back from match
 * to match, Ctrl-S forward, Enter stays there, and Esc or Ctrl-G goes back to
 * where one was.
 */
#include "tests/lib/scene.h"

static void
talk(struct pty *pty, struct conn *sara)
{
	static const char *const fruits[] = { "apple", "pear", "plum" };

	for (size_t i = 1; i <= 30; i++)
		conn_say(sara, "send dev %s %zu", fruits[i % COUNT(fruits)], i);
	pty_expect_row(pty, 7, "sara: apple 30");
}

static void
while_typed(struct pty *pty)
{
	pty_type(pty, "\x13p");
	pty_expect_row(pty, 9, "search: p");
	pty_expect_style(pty, "pp", "underline");
	pty_type(pty, "Lu");
	pty_expect_row(pty, 9, "search: pLu");
	pty_expect_style(pty, "plu", "underline");
	pty_type(pty, "\x12");
	pty_expect_style(pty, "plu", "reverse");
	PASS("the last match, whatever the case, and others underlined");
	pty_type(pty, "\x12\x12");
	pty_expect_screen(pty,
	    " dev\n"
	    "sara: plum 20\n"
	    "...\n"
	    "sara: plum 26\n"
	    "[1:dev] 2 members   -- more below  ##:##\n"
	    "search: pLu");
	PASS("Ctrl-R goes back, beyond the page too");
	pty_type(pty, "\x13");
	pty_expect_style(pty, "plu", "underline");
	PASS("Ctrl-S goes forward");
	pty_type(pty, "x");
	pty_expect_row(pty, 9, "search (not found): pLux");
	pty_expect_row(pty, 1, "sara: plum 20");
	PASS("what is nowhere");
	pty_type(pty,
	    "\x7f\x7f\x7f\x7f"
	    "apple 3\x12\r");
	pty_expect_screen(pty,
	    " dev\n"
	    "-- nobody else is in dev\n"
	    "...\n"
	    "[dev]");
	pty_expect_style(pty, "apple 3", "none");
	PASS("Enter stays there");
}

static void
given_up(struct pty *pty, struct conn *sara)
{
	pty_type(pty, "typed\x13");
	pty_expect_row(pty, 9, "search:");
	pty_type(pty, "\x13");
	pty_expect_row(pty, 9, "search: apple 3");
	pty_expect_row(pty, 7, "sara: apple 30");
	PASS("Ctrl-S twice: the word of before, from the end");
	conn_say(sara, "send dev meanwhile");
	pty_expect_row(pty, 7, "sara: meanwhile");
	pty_type(pty, "\x07");
	pty_expect_screen(pty,
	    " dev\n"
	    "-- nobody else is in dev\n"
	    "...\n"
	    "[1:dev] 2 members   -- more below  ##:##\n"
	    "[dev] typed");
	PASS("Ctrl-G goes back to where one was, and to what was typed");
	pty_type(pty, "\x15\033[F/search plum 1\r");
	pty_expect_row(pty, 9, "search: plum 1");
	pty_expect_has(pty, "sara: plum 17");
	pty_type(pty, "\033");
	pty_expect_row(pty, 7, "sara: meanwhile");
	PASS("/search, and Esc");
	pty_type(pty, "\x13\x13\0330");
	pty_expect_row(pty, 9, "[all]");
	pty_type(pty, "\0331");
	pty_expect_row(pty, 9, "[dev]");
	pty_expect_has(pty, "sara: plum 17");
	PASS("another view ends it");
	pty_type(pty, "/search\r");
	pty_expect_row(pty, 9, "search: plum 1");
	pty_expect_row(pty, 4, "sara: plum 17");
	pty_type(pty, "\r");
	pty_expect_row(pty, 9, "[dev]");
	PASS("/search alone: the word of before");
}

/* Nothing has been searched for yet, or it cannot be. */
static void
refused(void)
{
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "ali", "ops");

	pty_expect_has(pty, "-- nobody else is in ops");
	pty_type(pty, "/search\r");
	pty_expect_row(pty, 7, "!! usage: /search TEXT");
	pty_expect_row(pty, 9, "[ops]");
	pty_type(pty,
	    "/search 1234567890123456789012345678901234567890"
	    "1234567890123456789012345\r");
	pty_expect_row(pty, 7, "!! too long: 65 bytes, limit 64");
	pty_expect_row(pty, 9, "[ops]");
	scene_leave(pty);
	PASS("/search without a word, or with one that is too long");
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 10, 40, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	struct conn *sara = conn_member(server, "sara", "dev");
	talk(pty, sara);
	while_typed(pty);
	given_up(pty, sara);
	refused();
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
