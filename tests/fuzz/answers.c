/*
 * A terminal's reports during the test of emoji, among the keys: true or
 * forged, in any pieces, late or never. No report ever becomes typed text, and
 * if it is true and in time, the screen is correct. The first byte selects the
 * terminal's behaviour. Then each byte is a step, and the bytes after it belong
 * to that step (steps below).
 */
#include <stdio.h>

#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

#define ROWS 8
#define COLUMNS 30

static struct {
	struct windowed *windowed;
	char typed[EDIT_MOST]; /* what should be the line */
	size_t len;
	bool forged; /* not only the terminal has answered */
	bool late;
	size_t within; /* bytes of an answer have come: no key is within one */
} test;

static void
begin(unsigned char how)
{
	struct vt *vt;

	test.windowed = windowed_begin(ROWS, COLUMNS);
	test.len = 0;
	test.forged = test.late = false;
	test.within = 0;
	vt = &test.windowed->vt;
	vt->joins = how & 1;
	vt->flags = how & 2;
	vt->wide_halves = how & 4;
	vt->pictures = how & 8;
	vt->tones = how & 16;
}

static void
send(struct str bytes)
{
	windowed_type(test.windowed, bytes);
}

/* A letter, which goes into the line. */
static void
type(struct str *input)
{
	const char letter = (char)('a' + fuzz_byte(input) % 26);

	if (test.within > 0)
		return;
	if (test.len < sizeof(test.typed))
		test.typed[test.len++] = letter;
	send((struct str) { &letter, 1 });
}

/* So many bytes of what the terminal has to say come. */
static void
answer(struct str *input)
{
	struct vt *vt = &test.windowed->vt;
	size_t count = fuzz_byte(input);

	if (count > vt->answers_len)
		count = vt->answers_len;
	send((struct str) { vt->answers, count });
	for (size_t i = 0; i < count; i++)
		test.within = vt->answers[i] != 'R' ? test.within + 1 : 0;
	vt->answers_len -= count;
	memmove(vt->answers, vt->answers + count, vt->answers_len);
}

/* A report that nobody has asked for, in two pieces. */
static void
forge(struct str *input)
{
	char report[32];
	const unsigned row = fuzz_byte(input);
	const unsigned column = fuzz_byte(input);
	const size_t cut = 3 + fuzz_byte(input) % 3;

	if (test.within > 0)
		return;
	const int len =
	    snprintf(report, sizeof(report), "\033[%u;%uR", row, column);
	test.forged = true;
	send((struct str) { report, cut });
	send((struct str) { report + cut, (size_t)len - cut });
}

static void
pass(struct str *input)
{
	const usec time = fuzz_byte(input) * 10 * MSEC;

	/* ESC, or ESC and [, may be a key if nothing follows for so long. */
	if (test.within > 0 && test.within < 3)
		return;
	pace(time);
	test.late = true;
	windowed_turn(test.windowed);
}

static void
draw(struct str *input)
{
	(void)input;
	(void)windowed_drain(test.windowed);
}

static void
hear(struct str *input)
{
	static const char *const texts[] = {
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb at work",
		"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa|\xf0\x9f\x87\xa9|",
		"\xe2\x9d\xa4\xef\xb8\x8f|\xe2\x9d\xa4|",
		"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd|\xf0\x9f\x91\x8d|",
		"plain",
	};
	char line[128];

	(void)snprintf(line, sizeof(line),
	    "tell 1700000000000000 ali javad %s\n",
	    texts[fuzz_byte(input) % COUNT(texts)]);
	windowed_hear(test.windowed, str_from(line));
}

static void (*const steps[])(
    struct str *input) = { type, answer, forge, pass, draw, hear };

static void
check(void)
{
	const struct str line = typing_line(&test.windowed->console.typing);

	MUST(str_eq(line, (struct str) { test.typed, test.len }),
	    "\"%.*s\" is typed", (int)line.len, line.at);
	shown_check(buf_str(&test.windowed->console.out.waiting), SHOWN_WINDOW);
	MUST(test.windowed->vt.foreign == 0, "the terminal does not know that");
}

/* Reads the terminal's text in those columns. */
static void
read_cells(size_t row, size_t column, size_t columns, char text[CELL_ROOM])
{
	struct buf to;

	buf_init(&to, text, CELL_ROOM - 1);
	for (size_t i = column; i < column + columns; i++) {
		const struct vt_cell *cell =
		    vt_cell(&test.windowed->vt, row, i);
		const bool empty = cell->text[0] == '\0' && !cell->behind;
		(void)BUF_CAT(&to, empty ? STR(" ") : str_from(cell->text));
	}
	text[buf_len(&to)] = '\0';
}

/* The terminal shows in each row what the canvas has. */
static void
check_screen(void)
{
	const struct canvas *canvas = &test.windowed->console.window->canvas;
	char room[CELL_ROOM], shown[CELL_ROOM];

	for (size_t row = 0; row < ROWS; row++) {
		const struct cell *cell = canvas->wanted + row * COLUMNS;
		for (size_t i = 0; i < COLUMNS; i += cell[i].columns) {
			const struct str want = cell_text(&cell[i], room);
			read_cells(row, i, cell[i].columns, shown);
			MUST(str_eq(want, str_from(shown)),
			    "\"%s\" is shown, not \"%.*s\"", shown,
			    (int)want.len, want.at);
		}
	}
}

/* All that waits comes, and all is drawn. */
static void
settle(void)
{
	struct vt *vt = &test.windowed->vt;

	for (size_t i = 0; i < 4; i++) {
		(void)windowed_drain(test.windowed);
		send((struct str) { vt->answers, vt->answers_len });
		vt->answers_len = 0;
		pace(SEC);
		windowed_turn(test.windowed);
	}
	(void)windowed_drain(test.windowed);
	check();
	if (!test.forged && !test.late)
		check_screen();
}

void
fuzz(struct str input)
{
	begin(fuzz_byte(&input));
	while (input.len > 0) {
		steps[fuzz_byte(&input) % COUNT(steps)](&input);
		check();
	}
	settle();
	windowed_leave(test.windowed);
	windowed_end(test.windowed);
}
