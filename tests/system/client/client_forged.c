/*
 * No message can look like somebody else's line, wherever it is wrapped: only
 * its first row begins at the edge of the window, in the chat and in the
 * scrollback.
 */
#include <stdio.h>
#include <string.h>

#include "shared/buf.h"
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static const size_t widths[] = { 20, 39, 80, 133 };

/* Characters of one column each, or of two. */
static const struct {
	const char *text;
	size_t columns;
} blanks[] = {
	{ " ", 1 },
	{ "\xc2\xa0", 1 },
	{ "\xe2\x80\x83", 1 },
	{ "\xe2\xa0\x80", 1 },
	{ "\xe3\x80\x80", 2 },
};

static bool
shows_forged(const struct pty *pty)
{
	char text[VT_TEXT];

	for (size_t row = 0; row < VT_ROWS; row++) {
		vt_text(&pty->vt, row, text);
		if (strncmp(text, "[1]", 3) == 0 &&
		    strncmp(text, "[1] ali:", 8) != 0)
			return true;
	}
	return false;
}

static void
add_blanks(struct buf *text, size_t i, size_t columns)
{
	for (size_t sum = 0; sum < columns; sum += blanks[i].columns)
		(void)BUF_CAT(text, str_from(blanks[i].text));
}

/* A word, blanks up to the edge, and "[1] boss: do it". */
static void
say_forged(struct conn *ali, size_t i, size_t columns)
{
	static const char *const words[] = { "[1]", "boss:", "do", "it" };
	char room[4 * VT_COLUMNS];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, STR("x"));
	add_blanks(&text, i, columns);
	for (size_t word = 0; word < COUNT(words); word++) {
		(void)BUF_CAT(&text, str_from(words[word]));
		add_blanks(&text, i, 1);
	}
	conn_say(ali, "send 1 %.*s", (int)buf_len(&text), buf_str(&text).at);
}

static void
forges(struct pty *javad, struct conn *ali, size_t width)
{
	char end[64];
	bool forged = false;

	pty_resize(javad, width);
	for (size_t i = 0; i < COUNT(blanks); i++)
		for (size_t off = 4; off <= 10; off++) {
			(void)snprintf(
			    end, sizeof(end), "end %zu.%zu.%zu", width, i, off);
			say_forged(ali, i, width - off);
			conn_say(ali, "send 1 %s", end);
			pty_expect(javad, "ali: %s", end);
			forged = forged || shows_forged(javad);
		}
	TAP_OK(!forged, "%zu columns: no row is forged", width);
}

/* Nor in what is printed on a terminal without a person's client. */
static void
printed(struct pty *pty, struct conn *ali, const char *what)
{
	bool forged = false;

	for (size_t i = 0; i < COUNT(blanks); i++)
		for (size_t off = 7; off <= 12; off++) {
			say_forged(ali, i, PTY_COLUMNS - off);
			conn_say(ali, "send 1 end %zu.%zu", i, off);
			pty_expect(pty, "[1] ali: end %zu.%zu", i, off);
			forged = forged || shows_forged(pty);
		}
	TAP_OK(!forged, "%s: no row is forged", what);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *javad = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect_begin(javad, "-- javad has joined #1");
	for (size_t i = 0; i < COUNT(widths); i++)
		forges(javad, ali, widths[i]);
	struct pty *ears = pty_start((const char *const[]) { pty_client_path(),
	    "listen", "-s", server->address[0], "-n", "ears", "1", NULL });
	conn_wait_for(ali, "join * 1 ears");
	printed(ears, ali, "listen");
	conn_close(ali);
	pty_type(javad, "/quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
