/*
 * The tests' terminal: each sequence does to the screen what xterm does, and
 * what is none of them is counted. The screens are those of xterm 379.
 */
#include "tests/lib/vt.h"

#include <stdlib.h>

#include "tests/lib/must.h"
#include "tests/lib/wanted.h"

#define ROWS 4
#define COLUMNS 10

/* The screen starts so, with the cursor at its top. */
#define FULL                                               \
	"\033[Haaaaaaaaaa\r\nbbbbbbbbbb\r\ncccccccccc\r\n" \
	"dddddddddd\033[H"
#define A "aaaaaaaaaa\n"
#define B "bbbbbbbbbb\n"
#define C "cccccccccc\n"
#define D "dddddddddd\n"

#define PERSON "\xf0\x9f\x91\xa9" /* a woman */
#define ZWJ "\xe2\x80\x8d"
#define LAPTOP "\xf0\x9f\x92\xbb"
#define TONE "\xf0\x9f\x8f\xbd"
#define HALF_D "\xf0\x9f\x87\xa9"
#define HALF_E "\xf0\x9f\x87\xaa"
#define HEART "\xe2\x9d\xa4"
#define VS16 "\xef\xb8\x8f"
#define WIDE "\xe4\xb8\xad"

static const struct {
	const char *bytes;
	const char *screen;
	size_t row; /* of the cursor */
	size_t column;
} cases[] = {
	/* Text, and what moves the cursor. */
	{ "hello", "hello", 0, 5 },
	{ "one\ntwo", "one\n   two", 1, 6 },
	{ "one\r\ntwo", "one\ntwo", 1, 3 },
	{ "ab\bc", "ac", 0, 2 },
	{ "\033[3;4Hx", "\n\n   x", 2, 4 },
	{ "\033[3;4fx\033[Hy", "y\n\n   x", 0, 1 },
	{ "\033[9;99Hx", "\n\n\n         x", 3, 10 },
	{ "\033[2;5H\033[Ax", "    x", 0, 5 },
	{ "\033[2;5H\033[2Bx", "\n\n\n    x", 3, 5 },
	{ "\033[2;5H\033[3Cx", "\n       x", 1, 8 },
	{ "\033[2;5H\033[2Dx", "\n  x", 1, 3 },
	{ "\033[9A\033[99D\033[9B\033[99Cx", "\n\n\n         x", 3, 10 },
	{ "ab\033[6Gx\033[3dy", "ab   x\n\n      y", 2, 7 },
	{ "\033[2;3H\0337\033[Hx\0338y", "x\n  y", 1, 3 },
	/* The last column: what comes next wraps, and not before. */
	{ "0123456789", "0123456789", 0, 10 },
	{ "0123456789x", "0123456789\nx", 1, 1 },
	{ "0123456789\r\nx", "0123456789\nx", 1, 1 },
	{ "0123456789\033[Kx", "012345678x", 0, 10 },
	{ "0123456789\bx", "01234567x9", 0, 9 },
	{ "0123456789\033[D-", "01234567-9", 0, 9 },
	{ "\033[?7l0123456789xy", "012345678y", 0, 10 },
	{ "\033[?7l0123456789x\033[?7hyz", "012345678x\nyz", 1, 2 },
	{ "\033[4;9Habc", "\n\n        ab\nc", 3, 1 },
	/* Erasing. */
	{ FULL "\033[2;4H\033[K", A "bbb\n" C D, 1, 3 },
	{ FULL "\033[2;4H\033[0K", A "bbb\n" C D, 1, 3 },
	{ FULL "\033[2;4H\033[1K", A "    bbbbbb\n" C D, 1, 3 },
	{ FULL "\033[2;4H\033[2K", A "\n" C D, 1, 3 },
	{ FULL "\033[2;4H\033[J", A "bbb\n", 1, 3 },
	{ FULL "\033[2;4H\033[1J", "\n    bbbbbb\n" C D, 1, 3 },
	{ FULL "\033[2;4H\033[2J", "", 1, 3 },
	/* Scrolling, all and a region. */
	{ FULL "\033[4;3H\n", B C D, 3, 2 },
	{ FULL "\033[1;3H\033M", "\n" A B C, 0, 2 },
	{ FULL "\033[2;3r\033[3;3H\n", A C "\n" D, 2, 2 },
	{ FULL "\033[2;3r\033[2;3H\033M", A "\n" B D, 1, 2 },
	{ FULL "\033[2;3r\033[4;3H\n", A B C D, 3, 2 },
	{ FULL "\033[2;3r\033[1;3H\033M", A B C D, 0, 2 },
	{ FULL "\033[2;3r\033[3;10Hxy", A "cccccccccx\ny\n" D, 2, 1 },
	{ FULL "\033[2;3r\033[9B\033[9Cx", A B "cccccccccx\n" D, 2, 10 },
	{ FULL "\033[2;3r\033[3;1H\033[9Ax", A "xbbbbbbbbb\n" C D, 1, 1 },
	{ FULL "\033[2;4r\033[2S", A D, 0, 0 },
	{ FULL "\033[1;3r\033[T", "\n" A B D, 0, 0 },
	{ FULL "\033[2;3r\033[r\033[4;1H\n", B C D, 3, 0 },
	/* The second screen is empty, and goes without a trace. */
	{ "one\033[?1049htwo\033[2;1Hx", "   two\nx", 1, 1 },
	{ "one\033[?1049htwo\033[?1049lx", "onex", 0, 4 },
	{ "\033[?1049htwo\033[?1049l\033[?1049h", "", 0, 0 },
	/* Characters of no column and of two. */
	{ "e\xcc\x81x", "e\xcc\x81x", 0, 2 },
	{ "012345678e\xcc\x81x", "012345678e\xcc\x81\nx", 1, 1 },
	{ "\033[?7l012345678e\xcc\x81", "012345678e\xcc\x81", 0, 10 },
	{ WIDE "x", WIDE "x", 0, 3 },
	{ "012345678" WIDE, "012345678\n" WIDE, 1, 2 },
	{ "\033[?7l012345678" WIDE, "012345678", 0, 9 },
	{ WIDE WIDE "\rx", "x " WIDE, 0, 1 },
	{ WIDE WIDE "\033[2Gx", " x" WIDE, 0, 2 },
	{ WIDE WIDE "\033[2G\033[K", "", 0, 1 },
	{ WIDE WIDE "\033[3G\033[1K", "", 0, 2 },
};

static struct vt vt;

static void
feed(const char *bytes)
{
	vt_feed(&vt, bytes, strlen(bytes));
}

static void
show(const char *bytes)
{
	vt_init(&vt, ROWS, COLUMNS);
	vt.window = true;
	feed(bytes);
}

static void
screens(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		show(cases[i].bytes);
		MUST(wanted_screen(cases[i].screen, &vt), "case %zu:%s", i,
		    wanted_difference(cases[i].screen, &vt));
		MUST(vt.row == cases[i].row && vt.column == cases[i].column,
		    "case %zu: the cursor is in %zu, %zu", i, vt.row,
		    vt.column);
		MUST(vt.foreign == 0, "case %zu: it is foreign", i);
	}
	PASS("each sequence does what it should");
}

/* Bytes do the same, whatever the pieces in which they come. */
static void
pieces(void)
{
	static struct vt whole;

	for (size_t i = 0; i < COUNT(cases); i++) {
		show(cases[i].bytes);
		whole = vt;
		show("");
		for (const char *at = cases[i].bytes; *at != '\0'; at++)
			vt_feed(&vt, at, 1);
		MUST(wanted_screen(cases[i].screen, &vt) &&
			vt.column == whole.column && vt.bytes == whole.bytes,
		    "case %zu is another byte by byte", i);
	}
	PASS("nor does it matter where the bytes are cut");
}

static const struct {
	const char *bytes;
	size_t columns[2]; /* by itself, and in a terminal that joins */
} joined[] = {
	{ PERSON ZWJ LAPTOP, { 4, 2 } },
	{ PERSON TONE ZWJ LAPTOP, { 6, 2 } },
	{ PERSON TONE, { 4, 2 } },
	{ "a" TONE, { 3, 3 } },
	{ HALF_D HALF_E, { 2, 2 } },
	{ HALF_D HALF_E HALF_D, { 3, 3 } },
	{ HEART VS16, { 1, 2 } },
	{ HEART VS16 "x", { 2, 3 } },
	{ "1" VS16 "\xe2\x83\xa3", { 1, 2 } },
	{ "a" VS16, { 1, 1 } },
};

static void
joins(void)
{
	for (size_t i = 0; i < COUNT(joined); i++)
		for (size_t joins = 0; joins < 2; joins++) {
			show("");
			vt.joins = vt.flags = vt.pictures = vt.tones =
			    joins > 0;
			feed(joined[i].bytes);
			MUST(vt.column == joined[i].columns[joins],
			    "emoji %zu: %zu columns, not %zu", i, vt.column,
			    joined[i].columns[joins]);
			MUST(wanted_screen(joined[i].bytes, &vt),
			    "emoji %zu:%s", i,
			    wanted_difference(joined[i].bytes, &vt));
		}
	show("");
	vt.wide_halves = true;
	vt_feed(&vt, HALF_D HALF_E, 8);
	MUST(vt.column == 4, "wide halves take %zu columns", vt.column);
	vt.flags = true;
	feed("\r\033[K" HALF_D HALF_E HALF_E);
	MUST(vt.column == 4, "a flag and a half take %zu columns", vt.column);
	PASS("joined emoji take as much room as the terminal is told to give");
}

/* How the first character looks. */
static void
looks(const char *bytes, const char *style)
{
	char words[VT_STYLE];

	show(bytes);
	vt_style_text(&vt_cell(&vt, 0, 0)->style, words);
	MUST(strcmp(words, style) == 0, "%s: %s, not %s", bytes + 1, words,
	    style);
	MUST(vt.foreign == 0, "%s: foreign", bytes + 1);
}

static void
styles(void)
{
	looks("x", "none");
	looks("\033[1;2;3;4;7;9mx", "bold dim italic underline reverse strike");
	looks("\033[1;2;3;4;7;9m\033[22;23;24;27;29mx", "none");
	looks("\033[1;31m\033[mx", "none");
	looks("\033[1;31m\033[0mx", "none");
	looks("\033[31;44mx", "red on blue");
	looks("\033[97;100mx", "bright-white on bright-black");
	looks("\033[31;44;39;49mx", "none");
	looks("\033[38;5;214mx", "214");
	looks(
	    "\033[1;38;2;255;128;0;48;5;17;7mx", "bold reverse #ff8000 on 17");
	looks("\033[41mabc\r\033[K", "on red");
	looks("\033[42m\033[2J", "on green");
	looks("\033[44m\033[4;1H\n\n\n\n", "on blue");
	looks("\033[1m\0337\033[m\0338x", "bold");
	looks("\033[1m\033[?1049h\033[m\033[?1049lx", "bold");
	PASS("each style is kept with what it was given to");
	show("\033[31m\033[1m\033[38;5;214;48;2;1;2;3m\033[7m");
	MUST(vt.colours == 3 && vt.reversals == 1, "%zu colours, %zu reversals",
	    vt.colours, vt.reversals);
	PASS("colours and reversals are counted");
}

static void
wraps(void)
{
	show("0123456789abcdefghijk");
	MUST(vt_goes_on(&vt, 0) && vt_goes_on(&vt, 1) && !vt_goes_on(&vt, 2),
	    "rows that were wrapped");
	feed("\r\n\n");
	MUST(vt_goes_on(&vt, 0) && !vt_goes_on(&vt, 1), "they move along");
	feed("\033[Habcdefghij");
	MUST(vt_goes_on(&vt, 0), "what is written anew goes on as before");
	feed("\033[1;5H\033[K");
	MUST(!vt_goes_on(&vt, 0), "what is erased goes on");
	show("0123456789\r\nabc");
	MUST(!vt_goes_on(&vt, 0), "a row with a line's end goes on");
	PASS("it is known which rows the terminal has wrapped");
}

static void
titles(void)
{
	show("\033]2;one\a\033[22;2t\033]2;two, \xc3\xa4\axy");
	MUST(strcmp(vt.title, "two, \xc3\xa4") == 0 && vt.titles_kept == 1,
	    "\"%s\"", vt.title);
	MUST(wanted_screen("xy", &vt), "it is shown");
	feed("\033[23;2t");
	MUST(strcmp(vt.title, "one") == 0 && vt.titles_kept == 0, "\"%s\"",
	    vt.title);
	MUST(vt.foreign == 0, "it is foreign");
	PASS("titles are set, kept and taken back");
}

static void
modes(void)
{
	show("\a\033[?25l\033[?2004h\033[?7l\033[?1049h\a");
	MUST(vt.hidden && vt.marks_pastes && vt.no_wrap && vt.second &&
		vt.bells == 2,
	    "a mode");
	feed("\033[?25h\033[?2004l\033[?7h\033[?1049l");
	MUST(!vt.hidden && !vt.marks_pastes && !vt.no_wrap && !vt.second,
	    "a mode is not over");
	MUST(vt.foreign == 0 && vt.bytes == 56, "%zu bytes", vt.bytes);
	PASS("modes begin and end; bells and bytes are counted");
}

static void
strangers(void)
{
	static const char *const foreign[] = { "\t", "\x0e", "\x7f", "\xff",
		"\xc2\x85", "\033c", "\033(0", "\033[?1h", "\033[c", "\033[5n",
		"\033[3J", "\033[2@", "\033[P", "\033[L", "\033[3K", "\033[5m",
		"\033[38;5;256m", "\033[4:3m", "\033[22;0t", "\033[23;2t",
		"\033[2;1r", "\033]0;x\a", "\033]2;x\033", "\033[1\n",
		"\033[?6n", "\033[>c", "\033[1 q" };

	for (size_t i = 0; i < COUNT(foreign); i++) {
		show(foreign[i]);
		MUST(vt.foreign > 0, "%zu is not foreign", i);
	}
	PASS("what is not known is counted as foreign");
}

/* A stream may not send sequences that some terminals lack. */
static void
stream(void)
{
	static const char *const windows[] = { "\033[1;2r", "\033[S", "\033M",
		"\0337", "\033[?7l", "\033[?25l", "\033]2;x\a", "\033[22;2t",
		"\033[2D", "\033[3G", "\033[2d", "\033[2B" };

	for (size_t i = 0; i < COUNT(windows); i++) {
		vt_init(&vt, ROWS, COLUMNS);
		feed(windows[i]);
		MUST(vt.foreign > 0, "%zu is not foreign", i);
		show(windows[i]);
		MUST(vt.foreign == 0, "%zu is foreign to a window", i);
	}
	vt_init(&vt, ROWS, COLUMNS);
	feed("\033[?1049h\033[?2004h\033[2A\033[C\033[H\033[J\033[K");
	MUST(vt.foreign == 0, "what a stream has sent is foreign");
	vt.dumb = true;
	feed("\033[K");
	MUST(vt.foreign == 1, "it is not dumb");
	PASS("a stream has fewer sequences, a dumb terminal none");
}

static void
sizes(void)
{
	show(FULL "\033[3;8H");
	vt_resize(&vt, 6, 12);
	MUST(wanted_screen(A B C D, &vt) && vt.row == 2, "larger:%s",
	    wanted_difference(A B C D, &vt));
	vt_resize(&vt, 3, 5);
	MUST(wanted_screen("aaaaa\nbbbbb\nccccc", &vt) && vt.row == 2 &&
		vt.column <= 5,
	    "smaller:%s", wanted_difference("aaaaa\nbbbbb\nccccc", &vt));
	vt_resize(&vt, 2, 10);
	MUST(wanted_screen("bbbbb\nccccc", &vt) && vt.row == 1,
	    "the cursor's row stays:%s",
	    wanted_difference("bbbbb\nccccc", &vt));
	show(FULL "\033[4;8H\033[?1049h" FULL "\033[2;3r");
	vt_resize(&vt, 2, 10);
	MUST(wanted_screen(A B, &vt) && vt.top == 0 && vt.bottom == 1,
	    "the second one is cut below:%s", wanted_difference(A B, &vt));
	feed("\033[?1049l");
	MUST(wanted_screen(C D, &vt) && vt.row == 1, "the first above:%s",
	    wanted_difference(C D, &vt));
	PASS("the screen can be larger and smaller");
}

int
main(void)
{
	screens();
	pieces();
	joins();
	styles();
	wraps();
	titles();
	modes();
	strangers();
	stream();
	sizes();
	return tap_done();
}
