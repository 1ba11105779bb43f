/*
 * client/person/keys, edit and screen: whatever a keyboard sends, the line is
 * UTF-8 and the cursor in it, and only what the client has of its own goes to
 * the terminal. The first byte is how wide that is.
 */
#include "client/person/screen.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static void
is_sound(const struct screen *screen)
{
	const struct edit *edit = &screen->edit;

	MUST(edit->len <= EDIT_MOST && edit->cursor <= edit->len,
	    "the cursor is outside the line");
	MUST(wellformed(edit_line(edit)), "the line is not UTF-8");
	MUST(wellformed((struct str) { edit->text, edit->cursor }),
	    "the cursor is within a character");
}

/* What has just been drawn, unless it is the past that is looked at. */
static void
is_drawn(const struct screen *screen)
{
	const struct edit *edit = &screen->edit;

	if (screen->pager.open)
		return;
	MUST(edit->from <= edit->cursor, "the cursor is not in the window");
	MUST(wellformed((struct str) { edit->text, edit->from }),
	    "the window begins within a character");
}

static void
press(struct screen *screen, char byte)
{
	switch (screen_key(screen, byte)) {
	case SCREEN_LINE:
		screen_end_line(screen);
		break;
	case SCREEN_SUSPEND:
		screen_clear_row(screen);
		screen_resize(screen, screen->columns / 2 + 1, 5);
		break;
	default:
		break;
	}
	(void)screen_bad_key(screen);
}

void
fuzz(struct str input)
{
	static struct out out;
	static struct screen screen;

	out_init(&out, -1);
	screen_init(&screen, &out);
	screen_resize(&screen, fuzz_byte(&input) / 2, 10);
	screen_ask(&screen, STR("who? "));
	while (input.len > 0) {
		press(&screen, (char)fuzz_byte(&input));
		is_sound(&screen);
		screen_draw(&screen);
		is_drawn(&screen);
		shown_check(&out.waiting, true);
	}
	screen_free(&screen);
}
