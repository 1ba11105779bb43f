/* The keys of the line editor, with characters of all widths. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

/* Typed one after the other; what then stands there, and where the cursor. */
static const struct {
	const char *keys;
	const char *line;
	size_t column;
	const char *what;
} steps[] = {
	{ "hello wrld", "hello wrld", 10, "characters" },
	{ "\033[D\033[D\033OD", "hello wrld", 7, "Left" },
	{ "o", "hello world", 8, "a character in the middle" },
	{ "\033[H", "hello world", 0, "Home" },
	{ "\033[3~", "ello world", 0, "Delete" },
	{ "\033[C\033[C", "ello world", 2, "Right" },
	{ "\x7f", "elo world", 1, "Backspace" },
	{ "\033[F", "elo world", 9, "End" },
	{ "\x17", "elo", 4, "Ctrl-W" },
	{ "\x01\x06", "elo", 1, "Ctrl-A, Ctrl-F" },
	{ "\x0b", "e", 1, "Ctrl-K" },
	{ "\x15", "", 0, "Ctrl-U" },
	{ "\xe6\xbc\xa2\xe5\xad\x97", "\xe6\xbc\xa2\xe5\xad\x97", 4,
	    "wide characters" },
	{ "\x02", "\xe6\xbc\xa2\xe5\xad\x97", 2, "Ctrl-B over a wide one" },
	{ "\x08", "\xe5\xad\x97", 0, "Ctrl-H of a wide one" },
	{ "\x05o\xcc\x88", "\xe5\xad\x97o\xcc\x88", 3, "a combining mark" },
	{ "\x7f", "\xe5\xad\x97", 2, "Backspace takes it with its letter" },
	{ "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85",
	    "\xe5\xad\x97\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85", 6, "Arabic" },
};

static void
history(struct pty *pty, struct conn *ali)
{
	pty_type(pty,
	    "\x15"
	    "first\r");
	conn_expect(ali, "msg * 1 javad first");
	pty_type(pty, "second\rdraft");
	conn_expect(ali, "msg * 1 javad second");
	pty_expect_cursor(pty, "draft", 5);
	pty_type(pty, "\033[A");
	pty_expect_cursor(pty, "second", 6);
	pty_type(pty, "\033[A");
	pty_expect_cursor(pty, "first", 5);
	pty_type(pty, "\033[B\033[B");
	pty_expect_cursor(pty, "draft", 5);
	PASS("Up and Down, and back to what was typed");
	pty_type(pty, "\033[A\033[A again\r");
	conn_expect(ali, "msg * 1 javad first again");
	PASS("an earlier line can be changed and sent");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(pty, "-- javad has joined 1");
	conn_expect(ali, "join * 1 javad");
	for (size_t i = 0; i < COUNT(steps); i++) {
		pty_type(pty, steps[i].keys);
		pty_expect_cursor(pty, steps[i].line, steps[i].column);
		PASS("%s", steps[i].what);
	}
	history(pty, ali);
	pty_type(pty,
	    "\xff\xfe"
	    "a\r");
	pty_expect(pty, "!! not sent: input is not valid UTF-8");
	conn_expect(ali, "msg * 1 javad a");
	PASS("bytes that are not UTF-8 are refused");
	pty_type(pty, "quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
