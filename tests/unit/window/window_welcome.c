/*
 * client/window/window_welcome: an empty window says how to begin, also in the
 * view of all, but not over lines, not in a small one, and not after the first
 * message.
 */
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

static struct windowed *windowed;

static void
draw(void)
{
	pace(2 * SEC);
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
}

static void
begin(size_t rows, size_t columns)
{
	windowed = windowed_begin(rows, columns);
	windowed_join(windowed);
	draw();
}

static void
end(void)
{
	windowed_leave(windowed);
	windowed_end(windowed);
}

static void
shows(size_t row, const char *text, const char *what)
{
	char shown[VT_TEXT];

	vt_text(&windowed->vt, row, shown);
	TAP_STR(str_from(shown), str_from(text), "%s", what);
}

static void
goes_with_the_first_message(void)
{
	begin(24, 80);
	shows(1, "To talk, type a line and press Enter.", "how to talk");
	shows(2, "Alt-A goes to the next view with new messages.", "Alt-A");
	shows(3, "/help lists the commands.", "/help");
	shows(4, "", "then nothing");
	windowed_type(windowed, STR("\0330"));
	draw();
	shows(1, "To talk, type /join and the name of a group.",
	    "in the view of all, how to begin");
	windowed_type(windowed, STR("/help\r"));
	draw();
	shows(1,
	    "  /join G [KEY]              join group G, with its key if "
	    "it has one",
	    "a page covers it");
	windowed_type(windowed, STR("q"));
	draw();
	shows(3, "/help lists the commands.", "and is closed");
	windowed_hear(windowed, STR("msg 1700000000000001 dev ali hi\n"));
	draw();
	shows(1, "", "a message: it is gone");
	windowed_type(windowed, STR("\0331"));
	draw();
	shows(1, "", "everywhere");
	end();
}

static void
needs_room(void)
{
	begin(24, 59);
	shows(1, "", "it is whole or not there");
	end();
	begin(19, 80);
	shows(1, "", "nor in a small window");
	end();
	begin(20, 80);
	shows(1, "To talk, type a line and press Enter.",
	    "twenty rows are enough");
	for (size_t i = 0; i < 14; i++) {
		windowed_type(windowed, STR("/version\r"));
		draw();
	}
	shows(1, "", "it covers no lines");
	end();
}

int
main(void)
{
	goes_with_the_first_message();
	needs_room();
	return tap_done();
}
