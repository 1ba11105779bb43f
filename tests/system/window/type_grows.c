/*
 * An input line longer than a row grows upward, to a third of the screen;
 * beyond that, or in a window with one row for it, "<" and ">" mark where it
 * continues.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/pty.h"
#include "tests/lib/server.h"

#define HOME "\001"
#define END "\005"
#define CLEAR "\005\025"

static const char *address;

static struct pty *
begin(size_t rows, size_t columns)
{
	struct pty *pty =
	    PTY_WINDOW(address, rows, columns, "-n", "javad", "dev");

	pty_expect_cursor(pty, "[#dev]", 7);
	return pty;
}

static void
end(struct pty *pty)
{
	pty_type(pty, CLEAR "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

/* Three rows are a third of ten. */
static void
grows(void)
{
	struct pty *pty = begin(10, 40);

	pty_type(pty, "012345678901234567890123456789012");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- nobody else is in #dev\n"
	    "[1:#dev] 1 member           javad  ##:##\n"
	    "[#dev] 012345678901234567890123456789012\n");
	pty_expect_place(pty, 9, 0);
	PASS("what fills a row makes it grow, for there is the cursor");
	pty_type(pty, "one two three four five six seven eight nine ten");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[1:#dev] 1 member           javad  ##:##\n"
	    "[#dev] 012345678901234567890123456789012\n"
	    "one two three four five six seven eight\n"
	    "nine ten");
	pty_expect_place(pty, 9, 8);
	PASS("up to a third of the screen there is no mark");
	pty_type(pty, " and so on until this does not fit any more");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[1:#dev] 1 member           javad  ##:##\n"
	    "<2one two three four five six seven eig\n"
	    " ht nine ten and so on until this does\n"
	    " not fit any more");
	PASS("then a mark tells that there is more above");
	pty_type(pty, HOME);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[1:#dev] 1 member           javad  ##:##\n"
	    "[#dev] 01234567890123456789012345678901\n"
	    " 2one two three four five six seven eig\n"
	    " ht nine ten and so on until this does >");
	pty_expect_place(pty, 7, 7);
	PASS("or below");
	pty_type(pty, CLEAR);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "-- javad has joined #dev\n"
	    "-- nobody else is in #dev\n"
	    "[1:#dev] 1 member           javad  ##:##\n"
	    "[#dev]");
	pty_expect_place(pty, 9, 7);
	PASS("the talk has its rows again");
	end(pty);
}

/* There is one row for it. */
static void
slides(void)
{
	struct pty *pty = begin(5, 20);

	pty_type(pty, "0123456789ab");
	pty_expect_cursor(pty, "[#dev] 0123456789ab", 19);
	PASS("a line that fits has no mark");
	pty_type(pty, "cdef");
	pty_expect_cursor(pty, "[#dev] <6789abcdef", 18);
	PASS("< where it goes on at the left");
	pty_type(pty, HOME);
	pty_expect_cursor(pty, "[#dev]  0123456789a>", 8);
	PASS("> where it goes on at the right");
	end(pty);
}

static void
has_third(size_t rows, size_t columns)
{
	struct pty *pty = begin(rows, columns);
	char text[VT_TEXT];
	size_t row = 0;

	for (size_t i = 0; i < rows / 3 * columns; i += 10)
		pty_type(pty, "012345678 ");
	pty_type(pty, "it ends");
	pty_expect_has(pty, "it ends");
	while (row < rows && (vt_text(&pty->vt, row, text), text[0] != '<'))
		row++;
	TAP_NUM(rows - row, rows / 3, "%zux%zu: a third of the rows", columns,
	    rows);
	pty_type(pty, CLEAR);
	pty_expect_place(pty, rows - 1, 7);
	end(pty);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	address = server->address[0];
	grows();
	slides();
	has_third(24, 80);
	has_third(60, 200);
	has_third(10, 40);
	server_stop(server);
	return tap_done();
}
