/*
 * client/screen/front: names as the settings name_format and name_width show
 * them, for every kind of line; that this changes only what is drawn, at once,
 * and that a line without room for it is drawn as ever.
 */
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/logged.h"

#define CJK "\xe4\xb8\xad\xe6\x96\x87\xe4\xbd\xa0" /* six columns */
#define NAME "\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7\xd8\xb3" /* five columns */
#define ISOLATED(text) "\xe2\x81\xa8" text "\xe2\x81\xa9"
#define RTL ISOLATED(NAME)
#define MSG(n, text) "msg 170000000000000" #n " dev " text "\n"

static struct windowed *windowed;

/* Lines of every kind, after those of windowed_join. */
static const char talk[] =
    MSG(1, "ali hi") MSG(2, "a_long_name \001ACTION waves\001")
	MSG(3, "a_long_name hello") MSG(4, CJK " wide")
	    MSG(5, NAME " right") "lines 1700000000000006 dev ali 2\n" MSG(
		6, "ali one")
		MSG(6, "ali   two") "msg 1700000000000007 o:dev ali ops\n"
				    "topic 1700000000000008 dev ali tea\n";

static void
draw(void)
{
	windowed->console.window->pressed = true;
	pace(2 * SEC);
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
}

static void
set(const char *format, const char *width)
{
	MUST(settings_set("name_format", format) == NULL &&
		settings_set("name_width", width) == NULL,
	    "%s, %s", format, width);
	draw();
}

static void
begin(size_t rows, size_t columns, const char *lines)
{
	windowed = windowed_begin(rows, columns);
	MUST(settings_set("times", "no") == NULL, "no times");
	windowed_join(windowed);
	windowed_hear(windowed, str_from(lines));
	draw();
}

static void
end(void)
{
	windowed_leave(windowed);
	windowed_end(windowed);
}

/* Compares the rows above the status line, of which there are count. */
static void
shows(const char *const *row, size_t count, const char *what)
{
	const size_t first = windowed->vt.rows - 2 - count;
	char shown[VT_TEXT];

	for (size_t i = 0; i < count; i++) {
		vt_text(&windowed->vt, first + i, shown);
		TAP_STR(
		    str_from(shown), str_from(row[i]), "%s, row %zu", what, i);
	}
}
#define SHOWS(what, ...)                             \
	shows((const char *const[]) { __VA_ARGS__ }, \
	    COUNT(((const char *const[]) { __VA_ARGS__ })), what)

static void
formats(void)
{
	begin(24, 80, talk);
	SHOWS("the default", "-- in #dev: javad ali", "ali: hi",
	    "* a_long_name waves", "a_long_name: hello", CJK ": wide",
	    RTL ": right", "ali: one", "       two",
	    "ali to the operators: ops",
	    "-- ali has set the topic of #dev: tea");
	set("<%n>", NULL);
	SHOWS("a format", "-- in #dev: javad ali", "<ali> hi",
	    "* a_long_name waves", "<a_long_name> hello", "<" CJK "> wide",
	    "<" RTL "> right", "<ali> one", "        two",
	    "<ali> to the operators: ops",
	    "-- ali has set the topic of #dev: tea");
	set("%n |", "5");
	SHOWS("aligned", "     -- in #dev: javad ali", "  ali | hi",
	    "      * a_long_name waves", "a_lo+ | hello",
	    "\xe4\xb8\xad\xe6\x96\x87+ | wide", RTL " | right", "  ali | one",
	    "          two", "  ali | to the operators: ops",
	    "     -- ali has set the topic of #dev: tea");
	set(NULL, "1");
	SHOWS("least", "-- in #dev: javad ali", "+: hi", " * a_long_name waves",
	    "+: hello", "+: wide", ISOLATED("+") ": right", "+: one",
	    "     two", "+: to the operators: ops",
	    "-- ali has set the topic of #dev: tea");
	end();
}

/* The columns that a name takes are those of its characters. */
static void
cuts(void)
{
	begin(24, 80, MSG(1, CJK " a") MSG(2, NAME " b"));
	set(NULL, "6");
	SHOWS("six columns", CJK ": a", " " RTL ": b");
	set(NULL, "4");
	SHOWS("four columns", " \xe4\xb8\xad+: a",
	    ISOLATED("\xd8\xb3\xd8\xa7\xd8\xb1+") ": b");
	end();
}

static void
gives_up(void)
{
	begin(10, 40, MSG(1, "a_long_name these words need two rows"));
	set("<%n>", "16");
	SHOWS("half of the window", "     <a_long_name> these words need two",
	    "                   rows");
	set("<%n>", "18");
	SHOWS("more than half", "<a_long_name> these words need two rows");
	end();
	begin(10, 17, MSG(1, "a_long_name one two"));
	set("<%n>", "6");
	SHOWS("no room for a name", "a_long_name: one", "    two");
	end();
}

/* Returns the row of the screen that has the text, VT_ROWS if none has. */
static size_t
row_of(const char *text)
{
	size_t columns, row = 0;

	while (row < windowed->vt.rows &&
	    vt_find(&windowed->vt, row, text, &columns) == VT_COLUMNS)
		row++;
	return row < windowed->vt.rows ? row : VT_ROWS;
}

static void
has(const char *text, const char *what)
{
	draw();
	TAP_OK(row_of(text) < VT_ROWS, "%s: \"%s\"", what, text);
}

/* Tests that a row begins with the text. */
static void
stands_first(const char *text, const char *what)
{
	size_t columns;

	has(text, what);
	TAP_NUM(vt_find(&windowed->vt, row_of(text), text, &columns), 0,
	    "%s: its column", what);
}

/* Typed, and only for the eye: what is found and listed is as it was. */
static void
is_only_drawn(void)
{
	begin(24, 80, MSG(1, "ali hello"));
	windowed_type(windowed, STR("/set name_format <%n>\r"));
	has("<ali> hello", "at once");
	windowed_type(windowed, STR("/set name_width 5\r"));
	has("  <ali> hello", "at once");
	windowed_type(windowed, STR("mine\r"));
	has("<javad> mine", "before the server has confirmed it");
	windowed_hear(windowed, STR("err send not-allowed no\n"));
	has("     !! javad: mine (not sent:", "and when it is refused");
	windowed_type(windowed, STR("/set name_width 33\r"));
	has("   !! name_width: must be a number from 0 to 32", "the limit");
	windowed_type(windowed, STR("/set name_format <n>\r"));
	has("   !! name_format: must have %n once and no other %", "the form");
	windowed_type(windowed, STR("/search ali: h\r"));
	has("search (1 of 1): ali: h", "found as it is kept");
	const size_t row = row_of("<ali>");
	TAP_OK(row < VT_ROWS &&
		vt_cell(&windowed->vt, row, 3)->style.marks & VT_REVERSE &&
		vt_cell(&windowed->vt, row, 8)->style.marks & VT_REVERSE &&
		!(vt_cell(&windowed->vt, row, 1)->style.marks & VT_REVERSE),
	    "the name is marked, and the text");
	windowed_type(windowed, STR("\r/lastlog hello\r"));
	has("[#dev] ali: hello", "as it was said");
	windowed_type(windowed, STR("q\0330"));
	stands_first("[#dev] <ali> hello", "nor the view of all");
	windowed_type(windowed, STR("\0331"));
	draw();
	windowed->console.ui->pager_line(&windowed->chat, STR("-- a page"));
	stands_first("-- a page", "no page is aligned");
	windowed_type(windowed, STR("q"));
	windowed_leave(windowed);
	(void)windowed_drain(windowed);
	has("<ali> hello", "after the end");
	windowed_end(windowed);
}

/* Scrolled back, the newest line is below. */
static void
shows_newest(void)
{
	begin(10, 40, talk);
	set("<%n>", "5");
	windowed_hear(windowed, STR(MSG(9, "ali a last line of some lengths")));
	windowed_type(windowed, STR("\033[5~"));
	draw();
	SHOWS("the newest", "newest: <ali> a last line of some lengt>");
	end();
}

/* The lines of the log have names too. */
static void
reads_logs(void)
{
	windowed = logged_begin("names");
	windowed_join(windowed);
	logged_hear(windowed,
	    MSG(1, NAME " " NAME) "lines 1700000000000002 dev " NAME " 2\n" MSG(
		2, NAME " one") MSG(2, NAME " " NAME));
	logged_end(windowed);
	windowed = logged_begin("names");
	MUST(settings_set("name_width", "6") == NULL, "a width");
	windowed_join(windowed);
	logged_shows(windowed,
	    " " RTL ": " RTL "\n " RTL ": one\n        " RTL "\n"
	    "     -- javad has joined #dev\n");
	logged_end(windowed);
}

int
main(void)
{
	formats();
	cuts();
	gives_up();
	is_only_drawn();
	shows_newest();
	reads_logs();
	return tap_done();
}
