/* What stands on the screen: see screen.h. */
#include "person/screen.h"

#include <stdint.h>

#include "text/render.h"
#include "text/width.h"
#include "text/wrap.h"

/* Until screen_resize says better. */
#define COLUMNS 80
#define ROWS 24

/* ECMA-48, and what every terminal does. */
#define TO_FIRST_COLUMN STR("\r")
#define ERASE_BELOW STR("\033[J")
#define ERASE_RIGHT STR("\033[K")
#define ONE_UP STR("\033[A")
#define REVERSE STR("\033[7m")
#define NORMAL STR("\033[0m")
#define ERASE_ALL STR("\033[H\033[2J")
#define MARK_PASTES STR("\033[?2004h")
#define LEAVE_PASTES STR("\033[?2004l")
#define BELL STR("\a")

/* The row twice, spaces over another one, and the status line. */
static_assert(SCREEN_ROOM > 3 * SCREEN_ROW + SCREEN_STATUS + 256, "all fits");

void
screen_init(struct screen *screen, struct out *out)
{
	*screen = (struct screen) { .out = out };
	screen_resize(screen, COLUMNS, ROWS);
}

/*
 * The terminal's own screen is as it was; where there is but one, what has
 * stood there is printed once more.
 */
static void
close_pager(struct screen *screen)
{
	if (!screen->pager.open)
		return;
	pager_close(&screen->pager, screen->out);
	if (!screen->one_screen)
		return;
	out_put(screen->out, ERASE_ALL);
	if (screen->unprinted < screen->pager.rows)
		screen->unprinted = screen->pager.rows;
}

static enum screen_event
edit(struct screen *screen, const struct key *key)
{
	if (!edit_key(&screen->edit, key))
		out_put(screen->out, BELL);
	return SCREEN_NOTHING;
}

static void
erase_all(struct screen *screen)
{
	screen_clear_row(screen);
	if (!screen->plain)
		out_put(screen->out, ERASE_ALL);
}

/* The key 0 stands behind 9. */
static enum screen_event
take_number(struct screen *screen, char digit)
{
	screen->number = digit == '0' ? 10 : (size_t)(digit - '0');
	return SCREEN_NUMBER;
}

static enum screen_event
take_key(struct screen *screen, const struct key *key)
{
	const bool empty = edit_line(&screen->edit).len == 0;
	const struct key delete = { .kind = KEY_DELETE };

	switch (key->kind) {
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
	case KEY_TAB:
		return SCREEN_TAB;
	case KEY_NEXT:
		return SCREEN_NEXT;
	case KEY_PREVIOUS:
		return SCREEN_PREVIOUS;
	case KEY_NUMBER:
		return take_number(screen, key->bytes[0]);
	case KEY_REDRAW:
		erase_all(screen);
		return SCREEN_NOTHING;
	default:
		return edit(screen, key);
	}
}

static void
scroll_back(struct screen *screen)
{
	if (!screen->pager.open)
		screen_clear_row(screen);
	pager_up(&screen->pager, screen->out, &screen->past);
}

/* A page back or on; beyond the end the view is closed. */
static void
scroll(struct screen *screen, enum key_kind kind)
{
	const bool back = kind == KEY_PAGE_UP;

	if (screen->plain || (!back && !screen->pager.open))
		out_put(screen->out, BELL);
	else if (back)
		scroll_back(screen);
	else if (!pager_down(&screen->pager))
		close_pager(screen);
}

/* One line without the empty ones before it. */
static struct str
line_of(struct str text)
{
	while (text.len > 0 && text.at[0] == '\n') {
		text.at++;
		text.len--;
	}
	return text;
}

/* The end of what was pasted: one line is as if it had been typed. */
static enum screen_event
end_paste(struct screen *screen)
{
	struct paste *paste = &screen->paste;

	if (paste->lost)
		return SCREEN_PASTE_LONG;
	if (paste_lines(paste) > 1) {
		screen->state = SCREEN_ASKS_PASTE;
		return SCREEN_PASTE;
	}
	if (!edit_replace(
		&screen->edit, screen->edit.cursor, line_of(paste_text(paste))))
		out_put(screen->out, BELL);
	return SCREEN_NOTHING;
}

static enum screen_event
take_pasted(struct screen *screen, const struct key *key)
{
	if (key->kind == KEY_PASTE_END)
		return end_paste(screen);
	if (key->kind == KEY_PASTE)
		paste_begin(&screen->paste);
	else
		paste_add(
		    &screen->paste, (struct str) { key->bytes, key->len });
	return SCREEN_NOTHING;
}

/* The answers to a question, and what they mean. */
static const struct {
	char key;
	enum screen_event to_paste, to_line;
} answers[] = {
	{ 'y', SCREEN_YES, SCREEN_DO },
	{ 'n', SCREEN_NO, SCREEN_KEEP },
	{ 's', SCREEN_NOTHING, SCREEN_SAY },
};

/* Ctrl-C is a no. */
static char
letter_of(const struct key *key)
{
	if (key->kind == KEY_CHARACTER)
		return key->bytes[0];
	return key->kind == KEY_INTERRUPT ? 'n' : ' ';
}

/* Nothing, where the key is no answer. */
static enum screen_event
take_answer(struct screen *screen, const struct key *key)
{
	const bool pastes = screen->state == SCREEN_ASKS_PASTE;
	const char letter = letter_of(key);
	enum screen_event event = SCREEN_NOTHING;

	for (size_t i = 0; i < COUNT(answers); i++)
		if (answers[i].key == letter)
			event =
			    pastes ? answers[i].to_paste : answers[i].to_line;
	if (event == SCREEN_NOTHING)
		out_put(screen->out, BELL);
	else
		screen->state = SCREEN_TYPES;
	return event;
}

enum screen_event
screen_key(struct screen *screen, char byte)
{
	const struct key key = keys_feed(&screen->keys, byte);

	if (key.kind == KEY_NONE)
		return SCREEN_NOTHING;
	if (key.kind == KEY_PAGE_UP || key.kind == KEY_PAGE_DOWN) {
		scroll(screen, key.kind);
		return SCREEN_NOTHING;
	}
	close_pager(screen);
	if (screen->keys.pasting || key.kind == KEY_PASTE_END)
		return take_pasted(screen, &key);
	if (screen->state != SCREEN_TYPES)
		return take_answer(screen, &key);
	if (key.kind != KEY_TAB)
		screen->complete.active = false;
	return take_key(screen, &key);
}
void
screen_complete(struct screen *screen, const struct choice *choice)
{
	if (!complete(&screen->complete, &screen->edit, choice))
		out_put(screen->out, BELL);
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
	char memory[SCREEN_ROW];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	if (edit_line(&screen->edit).len > 0) {
		(void)BUF_CAT(&line, screen->question); /* it fits */
		render_text(&line, edit_line(&screen->edit));
		(void)BUF_CAT(&line, STR("\n"));
		screen_add(screen, buf_str(&line));
	}
	edit_done(&screen->edit);
}

/* One line without its LF. */
static void
add_line(struct screen *screen, struct str line)
{
	past_add(&screen->past, line);
	pager_added(&screen->pager, line);
	if (screen->unprinted < PAST_LINES)
		screen->unprinted++;
}

void
screen_add(struct screen *screen, struct str lines)
{
	while (lines.len > 0) {
		const char *end = memchr(lines.at, '\n', lines.len);
		const size_t len =
		    end != NULL ? (size_t)(end - lines.at) : lines.len;
		add_line(screen, (struct str) { lines.at, len });
		lines.at += len + (end != NULL);
		lines.len -= len + (end != NULL);
	}
	(void)screen_print(screen);
}

static void
put_spaces(struct out *out, size_t count)
{
	while (count-- > 0)
		out_put(out, STR(" "));
}

/* Without escape sequences, where the terminal knows none. */
static void
put_row(struct screen *screen, struct str row)
{
	size_t columns;

	while (row.len > 0) {
		const size_t len = width_first(row, &columns);
		if (!screen->plain || row.at[0] != '\033')
			out_put(screen->out, (struct str) { row.at, len });
		row.at += len;
		row.len -= len;
	}
	out_put(screen->out, STR("\n"));
}

/*
 * As much as a line takes, with the ends of its rows and what they are indented
 * by, which is less than it has itself.
 */
#define PRINT_ROOM (2 * (RENDER_ROOM + SCREEN_ROW))
static_assert(PRINT_ROOM + SCREEN_ROOM < OUT_SIZE, "a line can be printed");

static void
put_line(struct screen *screen, struct str line)
{
	struct wrap wrap = wrap_line(line, screen->columns, WRAP_LEAVE);

	do {
		put_spaces(screen->out, wrap.indent);
		put_row(screen, wrap_next(&wrap));
	} while (wrap.rest.len > 0);
}

bool
screen_print(struct screen *screen)
{
	const struct past *past = &screen->past;

	if (screen->pager.open)
		return screen->unprinted == 0;
	if (screen->unprinted > past->count)
		screen->unprinted = past->count;
	while (screen->unprinted > 0 &&
	    out_room(screen->out) >= PRINT_ROOM + SCREEN_ROOM) {
		screen_clear_row(screen);
		put_line(
		    screen, past_get(past, past->count - screen->unprinted));
		screen->unprinted--;
	}
	return screen->unprinted == 0;
}

void
screen_take(struct screen *screen)
{
	if (!screen->plain)
		out_put(screen->out, MARK_PASTES);
}

void
screen_give_back(struct screen *screen)
{
	screen_clear_row(screen);
	if (!screen->plain)
		out_put(screen->out, LEAVE_PASTES);
}

void
screen_ask(struct screen *screen, struct str question)
{
	screen->question = question;
}

void
screen_doubt(struct screen *screen)
{
	screen->state = SCREEN_ASKS_LINE;
}

void
screen_set_status(struct screen *screen, struct str status)
{
	if (status.len > sizeof(screen->status) || screen->plain)
		status.len = 0;
	if (str_eq(status, (struct str) { screen->status, screen->status_len }))
		return;
	if (!screen->pager.open)
		screen_clear_row(screen);
	screen->status_len = status.len;
	if (status.len > 0)
		memcpy(screen->status, status.at, status.len);
}

void
screen_resize(struct screen *screen, size_t columns, size_t rows)
{
	screen_clear_row(screen);
	screen->columns = columns > 0 ? columns : 1;
	pager_resize(&screen->pager, screen->columns, rows);
}

static struct str
row_of(const struct screen *screen)
{
	return (struct str) { screen->row, screen->row_len };
}

void
screen_clear_row(struct screen *screen)
{
	close_pager(screen);
	if (!screen->drawn)
		return;
	out_put(screen->out, TO_FIRST_COLUMN);
	if (screen->plain) {
		put_spaces(screen->out, width_of(row_of(screen)));
		out_put(screen->out, TO_FIRST_COLUMN);
	} else
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

/* Moves the cursor from one place in the row, in bytes, to another. */
static void
move_to(struct screen *screen, size_t from, size_t to)
{
	const struct str before = { screen->row, to };

	if (from == to)
		return;
	out_put(screen->out, TO_FIRST_COLUMN);
	if (screen->plain)
		out_put(screen->out, before);
	else
		move_right(screen->out, width_of(before));
}

static void
draw_status(struct screen *screen)
{
	const struct str status = { screen->status, screen->status_len };

	if (status.len == 0)
		return;
	out_put(screen->out, STR("\n"));
	out_put(screen->out, REVERSE);
	out_put(screen->out, status);
	out_put(screen->out, NORMAL);
	out_put(screen->out, ONE_UP);
}

/* The bytes of whole characters with which both begin. */
static size_t
common(struct str a, struct str b)
{
	size_t same = 0;
	size_t columns;

	for (;;) {
		const struct str rest = { a.at + same, a.len - same };
		const struct str other = { b.at + same, b.len - same };
		const size_t len = width_first(rest, &columns);
		if (len == 0 || len != width_first(other, &columns) ||
		    memcmp(rest.at, other.at, len) != 0)
			return same;
		same += len;
	}
}

/* The row as it should be; the result is the place of the cursor in it. */
static size_t
compose(struct screen *screen, struct buf *to)
{
	const size_t asked = width_of(screen->question);
	/* The last column stays free, for behind it the terminal wraps. */
	const size_t columns =
	    screen->columns > asked + 1 ? screen->columns - asked - 1 : 1;
	const struct edit_view view = edit_view(&screen->edit, columns);

	(void)BUF_CAT(to, screen->question); /* it fits: SCREEN_ROW */
	const size_t question = buf_len(to);
	if (screen->state == SCREEN_ASKS_PASTE)
		return question;
	render_text(to, view.shown);
	if (screen->state == SCREEN_ASKS_LINE)
		return question;
	return width_prefix(buf_str(to), asked + view.cursor);
}

/* Draws over a row that is there: what is behind the part that is the same. */
static void
draw_change(struct screen *screen, struct str row)
{
	const struct str old = row_of(screen);
	const size_t old_width = width_of(old);
	const size_t width = width_of(row);
	const size_t same = common(old, row);

	if (same == row.len && old.len == row.len)
		return;
	move_to(screen, screen->cursor, same);
	out_put(screen->out, (struct str) { row.at + same, row.len - same });
	screen->cursor = row.len;
	if (width >= old_width)
		return;
	if (!screen->plain) {
		out_put(screen->out, ERASE_RIGHT);
		return;
	}
	put_spaces(screen->out, old_width - width);
	screen->cursor = SIZE_MAX;
}

static void
draw_anew(struct screen *screen, struct str row)
{
	out_put(screen->out, TO_FIRST_COLUMN);
	out_put(screen->out, row);
	screen->cursor = row.len;
	if (screen->plain)
		return;
	out_put(screen->out, ERASE_BELOW);
	draw_status(screen);
	if (screen->status_len > 0)
		screen->cursor = SIZE_MAX;
}

void
screen_draw(struct screen *screen)
{
	char memory[SCREEN_ROW];
	struct buf next;

	if (screen->pager.open) {
		pager_draw(&screen->pager, screen->out, &screen->past);
		return;
	}
	buf_init(&next, memory, sizeof(memory));
	const size_t cursor = compose(screen, &next);
	const struct str row = buf_str(&next);
	if (screen->drawn)
		draw_change(screen, row);
	else
		draw_anew(screen, row);
	memcpy(screen->row, row.at, row.len);
	screen->row_len = row.len;
	move_to(screen, screen->cursor, cursor);
	screen->cursor = cursor;
	screen->drawn = true;
}

void
screen_free(struct screen *screen)
{
	past_free(&screen->past);
	edit_free(&screen->edit);
}
