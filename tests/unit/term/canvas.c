/*
 * client/term/canvas: whatever stood on the terminal, and however little room
 * there is for bytes at a time, the terminal shows the cells in the end; and
 * few bytes do it.
 */
#include "client/term/canvas.h"

#include <stdio.h>

#include "client/text/width.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/vt.h"

#define ROUNDS 600
#define ROWS_MOST 12
#define COLUMNS_MOST 24

static struct canvas canvas;
static struct out out;
static struct vt screen; /* what the canvas draws on */
static struct vt truth; /* what it should look like */

/* The terminal that is empty, and does not wrap. */
static void
begin(size_t rows, size_t columns)
{
	vt_init(&screen, rows, columns);
	screen.window = true;
	vt_feed(&screen, "\033[?7l", 5);
	MUST(canvas_resize(&canvas, rows, columns), "memory");
	out_init(&out, -1);
}

static void
drain(void)
{
	const struct str bytes = buf_str(&out.waiting);

	vt_feed(&screen, bytes.at, bytes.len);
	buf_drop(&out.waiting, bytes.len);
}

/* Leaves so much room in out, as if the terminal were slow. */
static void
fill(size_t room)
{
	char *at;
	const size_t all = buf_room(&out.waiting, &at);

	if (all > room) {
		memset(at, 0, all - room);
		buf_filled(&out.waiting, all - room);
	}
}

static void
draw(void)
{
	MUST(canvas_draw(&canvas, &out), "all is drawn");
	drain();
}

/* In many calls, most of which have no room for all. */
static void
draw_by_and_by(void)
{
	bool done = false;

	for (size_t i = 0; !done; i++) {
		MUST(i < 10000, "it comes to an end");
		fill(dice_once_in(2) ? OUT_SIZE : 3000 + dice(3000));
		const size_t filled = buf_len(&out.waiting);
		done = canvas_draw(&canvas, &out);
		buf_drop(&out.waiting, filled);
		drain();
	}
}

/* Draws the expected cells in the simplest way. */
static void
make_truth(void)
{
	char place[64], style[STYLE_SGR];

	vt_init(&truth, canvas.rows, canvas.columns);
	truth.window = true;
	vt_feed(&truth, "\033[?7l", 5);
	for (size_t i = 0; i < canvas.rows * canvas.columns; i++) {
		const struct cell *cell = &canvas.wanted[i];
		const int len =
		    snprintf(place, sizeof(place), "\033[%zu;%zuH\033[m",
			i / canvas.columns + 1, i % canvas.columns + 1);
		if (cell->columns <= 0)
			continue;
		const struct str look = style_write(0, cell->style, style);
		vt_feed(&truth, place, (size_t)len);
		vt_feed(&truth, look.at, look.len);
		vt_feed(&truth, cell->text, cell->len);
	}
}

static bool
is_space(const struct vt_cell *cell)
{
	return cell->text[0] == '\0' || strcmp(cell->text, " ") == 0;
}

static bool
looks_like(const struct vt_cell *a, const struct vt_cell *b)
{
	const bool space = is_space(a);

	if (space != is_space(b) || a->behind != b->behind ||
	    !vt_style_is(&a->style, &b->style, space))
		return false;
	return space || strcmp(a->text, b->text) == 0;
}

static void
must_be_shown(void)
{
	static char have[VT_TEXT], want[VT_TEXT];

	make_truth();
	for (size_t i = 0; i < canvas.rows * canvas.columns; i++) {
		const size_t row = i / canvas.columns;
		const size_t column = i % canvas.columns;
		vt_text(&screen, row, have);
		vt_text(&truth, row, want);
		MUST(looks_like(vt_cell(&screen, row, column),
			 vt_cell(&truth, row, column)),
		    "row %zu, column %zu of %zux%zu:\n# have |%s|\n# want |%s|",
		    row, column, screen.rows, screen.columns, have, want);
	}
	MUST(screen.foreign == 0, "foreign: %zu", screen.foreign);
	MUST(screen.row == canvas.cursor_row &&
		screen.column == canvas.cursor_column,
	    "cursor at %zu %zu, not at %zu %zu", screen.row, screen.column,
	    canvas.cursor_row, canvas.cursor_column);
	MUST(screen.no_wrap, "the terminal is left as it was");
	MUST(screen.style.marks == 0 && screen.style.ink == 0 &&
		screen.style.paper == 0,
	    "no style is left");
}

/* Pieces of text, and of styles. */
static const char *const pieces[] = { "a", "b", " ", "hello", "    ",
	"\xe4\xb8\xad", "\xe6\x96\x87\xe5\xad\x97", "\xd8\xa8\xd9\x87",
	"e\xcc\x81", "\xf0\x9f\x98\x80", "\033[1m", "\033[0m", "\033[7m",
	"\033[2;31m", "\033[38;5;200m", "\033[48;2;1;2;3m", "\033[3;9m",
	"\033[4m", "\033[91;44m", "\033[22;27m", "\033[39;49m", "\xff", "\a",
	"\033[2J", "~" };

/* Pieces on which terminals do not agree. */
static const char *const odd[] = {
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
	"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", "\xe2\x9d\xa4\xef\xb8\x8f",
	"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "1\xef\xb8\x8f\xe2\x83\xa3"
};

static void
put_something(bool oddly)
{
	char memory[512];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	for (size_t i = dice(12); i > 0; i--)
		(void)BUF_CAT(&text,
		    str_from(oddly && dice_once_in(4) ?
			    odd[dice(COUNT(odd))] :
			    pieces[dice(COUNT(pieces))]));
	(void)canvas_put(&canvas, dice(ROWS_MOST), dice(COLUMNS_MOST),
	    dice(COLUMNS_MOST + 4), buf_str(&text));
}

/* Somebody else writes on the terminal. */
static void
spoil(void)
{
	static const char noise[] = "\033[5;5H\033[?7h\xe4\xb8\xad\033[44mxyxy"
				    "\033[2J\n\nxyxyxyxyxy\033[?7l\033[31m";

	vt_feed(&screen, noise, sizeof(noise) - 1);
	canvas_forget(&canvas);
}

static void
change(bool oddly)
{
	switch (dice(12)) {
	case 0:
		spoil();
		break;
	case 1:
		canvas_blank(&canvas, dice(ROWS_MOST), dice(COLUMNS_MOST),
		    dice(COLUMNS_MOST),
		    dice_once_in(2) ? STYLE_BOLD : STYLE_REVERSE);
		break;
	case 2:
		canvas_mark(&canvas, dice(ROWS_MOST), dice(COLUMNS_MOST),
		    dice(COLUMNS_MOST),
		    dice(2) == 0 ? STYLE_REVERSE : STYLE_UNDERLINE);
		break;
	default:
		put_something(oddly);
	}
}

static void
draws_any(bool oddly)
{
	begin(1 + dice(ROWS_MOST), 2 + dice(COLUMNS_MOST - 1));
	for (size_t i = 0; i < 20; i++) {
		for (size_t changes = dice(8); changes > 0; changes--)
			change(oddly);
		canvas_cursor(&canvas, dice(ROWS_MOST), dice(COLUMNS_MOST));
		draw_by_and_by();
		must_be_shown();
	}
}

/*
 * A terminal that does what is not believed of it: where an odd character comes
 * into a row, all behind it is in its place, and nothing is left of what stood
 * there.
 */
static void
draws_mistaken(const char *one)
{
	static char text[VT_TEXT];

	begin(2, 24);
	screen.joins = screen.flags = screen.tones = screen.pictures = true;
	const size_t used = width_of(str_from(one));
	(void)canvas_put(&canvas, 0, 0, used, STR("XXXXXXXX"));
	(void)canvas_put(&canvas, 0, used, 24, STR("right, all of it"));
	draw();
	(void)canvas_put(&canvas, 0, 0, 24, str_from(one));
	draw();
	vt_text(&screen, 0, text);
	MUST(strcmp(vt_cell(&screen, 0, used)->text, "r") == 0 &&
		strstr(text, "right, all of it") != NULL,
	    "what is behind %s stands in its place: %s", one, text);
	MUST(strchr(text, 'X') == NULL, "nothing is left: %s", text);
}

/* From one row to another: the bytes. */
static const struct {
	const char *what;
	const char *before;
	const char *after;
	const char *bytes;
} changes[] = {
	{ "nothing", "abc", "abc", "" },
	{ "from the first difference to the last", "abcdef", "xbcyef",
	    "xbcy\r" },
	{ "the rest of a row", "hello there", "hell", "\033[1;5H\033[K\r" },
	{ "words in a style", "vwxyz", "\033[2mab cd",
	    "\033[2mab cd\033[0m\r" },
};

static void
takes_few(size_t i)
{
	begin(5, 40);
	(void)canvas_put(&canvas, 0, 0, 40, str_from(changes[i].before));
	draw();
	canvas_blank(&canvas, 0, 0, 40, 0);
	(void)canvas_put(&canvas, 0, 0, 40, str_from(changes[i].after));
	(void)canvas_draw(&canvas, &out);
	TAP_STR(buf_str(&out.waiting), str_from(changes[i].bytes), "%s",
	    changes[i].what);
	drain();
	must_be_shown();
}

int
main(void)
{
	dice_begin();
	for (size_t i = 0; i < COUNT(changes); i++)
		takes_few(i);
	for (size_t i = 0; i < COUNT(odd); i++)
		draws_mistaken(odd[i]);
	PASS("what is beside emoji, if the terminal is not as believed");
	for (size_t i = 0; i < ROUNDS; i++)
		draws_any(i % 2 == 1);
	PASS("the terminal shows the cells");
	canvas_free(&canvas);
	return tap_done();
}
