/* What stands on the screen: see screen.h. */
#include "screen.h"

#include <stdint.h>

#include "render.h"
#include "shared/utf8.h"

/* ECMA-48, and what every terminal does. */
#define TO_FIRST_COLUMN STR("\r")
#define ERASE_BELOW STR("\033[J")
#define ERASE_ALL STR("\033[H\033[2J")
#define BELL STR("\a")

static_assert(SCREEN_ROOM > EDIT_MOST + 256, "the row fits");

void
screen_init(struct screen *screen, struct out *out, size_t columns)
{
	*screen = (struct screen) { .out = out, .columns = columns };
}

static size_t
width(struct str text)
{
	size_t sum = 0;
	uint32_t c;

	while (text.len > 0) {
		const size_t len = utf8_decode(text.at, text.len, &c);
		if (len == 0)
			break;
		sum += (size_t)unicode_width(c);
		text.at += len;
		text.len -= len;
	}
	return sum;
}

static enum screen_event
edit(struct screen *screen, const struct key *key)
{
	if (!edit_key(&screen->edit, key))
		out_put(screen->out, BELL);
	return SCREEN_NOTHING;
}

enum screen_event
screen_key(struct screen *screen, char byte)
{
	const struct key key = keys_feed(&screen->keys, byte);
	const bool empty = edit_line(&screen->edit).len == 0;
	const struct key delete = { .kind = KEY_DELETE };

	screen->changed = screen->changed || key.kind != KEY_NONE;
	switch (key.kind) {
	case KEY_ENTER:
		return SCREEN_LINE;
	case KEY_INTERRUPT:
		edit_clear(&screen->edit);
		return empty ? SCREEN_QUIT : SCREEN_NOTHING;
	case KEY_EOF:
		if (empty)
			return SCREEN_QUIT;
		return edit(screen, &delete);
	case KEY_SUSPEND:
		return SCREEN_SUSPEND;
	case KEY_ABORT:
		return SCREEN_ABORT;
	case KEY_REDRAW:
		out_put(screen->out, ERASE_ALL);
		return SCREEN_NOTHING;
	default:
		return edit(screen, &key);
	}
}

bool
screen_bad_key(struct screen *screen)
{
	const bool bad = screen->keys.bad;

	screen->keys.bad = false;
	return bad;
}

struct str
screen_line(const struct screen *screen)
{
	return edit_line(&screen->edit);
}

void
screen_end_line(struct screen *screen)
{
	screen_clear_row(screen);
	if (edit_line(&screen->edit).len > 0) {
		out_put(screen->out, screen->question);
		render_text(&screen->out->waiting, edit_line(&screen->edit));
		out_put(screen->out, STR("\n"));
	}
	edit_done(&screen->edit);
}

void
screen_ask(struct screen *screen, struct str question)
{
	screen->changed =
	    screen->changed || !str_eq(screen->question, question);
	screen->question = question;
}

void
screen_resize(struct screen *screen, size_t columns)
{
	screen->columns = columns;
	screen->changed = true;
}

void
screen_clear_row(struct screen *screen)
{
	if (!screen->drawn)
		return;
	out_put(screen->out, TO_FIRST_COLUMN);
	out_put(screen->out, ERASE_BELOW);
	screen->drawn = false;
}

/* The cursor is in the first column. */
static void
move_right(struct out *out, size_t columns)
{
	char digits[STR_DIGITS];

	if (columns == 0)
		return;
	out_put(out, STR("\033["));
	out_put(out, str_number(columns, digits));
	out_put(out, STR("C"));
}

void
screen_draw(struct screen *screen)
{
	const size_t asked = width(screen->question);
	/* The last column stays free, for behind it the terminal wraps. */
	const size_t columns =
	    screen->columns > asked + 1 ? screen->columns - asked - 1 : 1;

	if (screen->drawn && !screen->changed)
		return;
	const struct edit_view view = edit_view(&screen->edit, columns);
	out_put(screen->out, TO_FIRST_COLUMN);
	out_put(screen->out, screen->question);
	render_text(&screen->out->waiting, view.shown);
	out_put(screen->out, ERASE_BELOW);
	out_put(screen->out, TO_FIRST_COLUMN);
	move_right(screen->out, asked + view.cursor);
	screen->drawn = true;
	screen->changed = false;
}

void
screen_free(struct screen *screen)
{
	edit_free(&screen->edit);
}
