/*
 * The input line has readline's Emacs keys: words, deleting. A
 * key may arrive in pieces, and an ESC alone is a key.
 */
#include <stdio.h>

#include "tests/lib/pty.h"
#include "tests/lib/server.h"

#define ALT "\033"
#define CTRL_LEFT "\033[1;5D"
#define CTRL_RIGHT "\033[1;5C"
#define LEFT "\033[D"
#define DELETE "\033[3~"
#define BACK "\177"
#define CLEAR "\005\025" /* Ctrl-E, Ctrl-U */

static const struct {
	const char *what;
	const char *keys;
	const char *line;
	size_t column; /* of the cursor, in the line */
} steps[] = {
	{ "text", "one two", "one two", 7 },
	{ "Alt-B: a word back", ALT "b" ALT "b", "one two", 0 },
	{ "Alt-F: a word on", ALT "f", "one two", 3 },
	{ "Ctrl-Right and Ctrl-Left", CTRL_RIGHT CTRL_LEFT, "one two", 4 },
	{ "those of rxvt", ALT "Od" ALT "Oc", "one two", 3 },
	{ "Alt-D: the word behind", ALT "d", "one", 3 },
	{ "Alt-Backspace: the word before", " two" ALT BACK, "one", 4 },
	{ "Ctrl-W: up to a space", "two a-b\027", "one two", 8 },
	{ "Ctrl-U", "\025", "", 0 },
	{ "Ctrl-K, Ctrl-A, Ctrl-E", CLEAR "hello" LEFT LEFT "\013\001\005",
	    "hel", 3 },
	{ "Ctrl-B, Ctrl-F, Ctrl-D, Delete", "\002\002\006\004\001" DELETE "e",
	    "ee", 1 },
	{ "Alt and a key that is none", ALT "%" ALT "z", "ee", 1 },
	{ "wide characters", CLEAR "\xe4\xbd\xa0\xe5\xa5\xbd" LEFT "x",
	    "\xe4\xbd\xa0x\xe5\xa5\xbd", 3 },
	{ "keys of which there is no such thing here",
	    CLEAR "ok\033[15~\033[1;2P\033OP\033[[A\033[200;5;7u\033[?1;2c",
	    "ok", 2 },
};

static void
must_show(struct pty *pty, const char *line, size_t column)
{
	char row[200];

	(void)snprintf(
	    row, sizeof(row), "[#dev]%s%s", line[0] != '\0' ? " " : "", line);
	pty_expect_cursor(pty, row, 7 + column);
}

/* Only of an ESC and a [ it is not known whether there is more to come. */
static void
takes_pieces(struct pty *pty)
{
	pty_type(pty, CLEAR "one \xe4\xbd\xa0");
	pty_type(pty, "\033[1");
	pty_type_slowly(pty, ";5D");
	must_show(pty, "one \xe4\xbd\xa0", 4);
	pty_type_slowly(pty, "\xc3\xa9\xf0\x9f\x98\x80");
	must_show(pty, "one \xc3\xa9\xf0\x9f\x98\x80\xe4\xbd\xa0", 7);
	PASS("keys and characters that come byte by byte");
}

/* Which is known only when nothing more comes. */
static void
escapes(struct pty *pty)
{
	pty_type(pty, CLEAR "text\022x");
	pty_expect_has(pty, "`x'");
	pty_type(pty, ALT);
	must_show(pty, "text", 4);
	pty_type(pty, "bd");
	must_show(pty, "textbd", 6);
	PASS("an ESC by itself is a key, and no Alt of what is typed later");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct pty *pty =
	    PTY_WINDOW(server->address[0], 24, 80, "-n", "javad", "dev");

	must_show(pty, "", 0);
	for (size_t i = 0; i < COUNT(steps); i++) {
		pty_type(pty, steps[i].keys);
		must_show(pty, steps[i].line, steps[i].column);
		PASS("%s", steps[i].what);
	}
	takes_pieces(pty);
	escapes(pty);
	pty_type(pty, CLEAR "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
