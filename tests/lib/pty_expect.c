/* Waits for output on a terminal: see pty.h. */
#include "pty.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "deadline.h"

#define ROWS (2 * VT_ROWS) /* that can be wanted */
#define SHOWN_SIZE ((size_t)256 * 1024)

struct page {
	struct str row[ROWS];
	size_t rows;
};

static struct str
from(struct str s, size_t at)
{
	return (struct str) { s.at + at, s.len - at };
}

/* How much of the text is what is wanted first, one byte or two digits. */
static size_t
one_is(struct str wanted, struct str text)
{
	uint64_t number;

	if (str_begins(wanted, STR("##")))
		return text.len >= 2 &&
			str_to_number(
			    (struct str) { text.at, 2 }, 99, &number) ?
		    2 :
		    0;
	return text.len > 0 && text.at[0] == wanted.at[0];
}

static bool
begins_with(struct str wanted, struct str text, size_t *len)
{
	size_t used = 1;

	for (*len = 0; *len < wanted.len && used > 0; *len += used)
		used = one_is(from(wanted, *len), from(text, *len));
	return used > 0;
}

static struct str
without_end(struct str row)
{
	while (row.len > 0 && row.at[row.len - 1] == ' ')
		row.len--;
	return row;
}

static bool
wanted_is(struct str wanted, struct str text)
{
	size_t len;

	wanted = without_end(wanted);
	return begins_with(wanted, text, &len) && len == text.len;
}

static bool
wanted_has(struct str wanted, struct str text)
{
	size_t len;

	for (size_t i = 0; i <= text.len; i++)
		if (begins_with(wanted, from(text, i), &len))
			return true;
	return false;
}

static bool
is_any(struct str row)
{
	return str_eq(row, STR("..."));
}

static void
cut(struct page *page, const char *text)
{
	struct str rest = str_from(text);

	page->rows = 0;
	while (rest.at != NULL && page->rows < ROWS)
		page->row[page->rows++] = str_cut(&rest, '\n');
	if (page->rows > 1 && page->row[page->rows - 1].len == 0)
		page->rows--; /* the last one's LF */
}

/* Are the rows wanted from i on those of the screen from j on? */
static bool
are_rows(const struct page *wanted, size_t i, const struct vt *vt, size_t j)
{
	char text[VT_TEXT];

	for (; j < vt->rows; i++, j++) {
		if (i < wanted->rows && is_any(wanted->row[i]))
			break;
		vt_text(vt, j, text);
		if (!wanted_is(i < wanted->rows ? wanted->row[i] : STR(""),
			str_from(text)))
			return false;
	}
	if (i >= wanted->rows)
		return true;
	if (!is_any(wanted->row[i]))
		return false;
	if (i + 1 == wanted->rows)
		return true;
	for (; j <= vt->rows; j++)
		if (are_rows(wanted, i + 1, vt, j))
			return true;
	return false;
}

/*
 * Returns whether these are the rows of the screen, from the top, separated by
 * LF; the rows below must be empty. A row "..." stands for any number of rows,
 * "##" elsewhere for two digits. Trailing spaces do not count.
 */
static bool
wanted_screen(const char *wanted, const struct vt *vt)
{
	struct page page;

	cut(&page, wanted);
	return are_rows(&page, 0, vt, 0);
}

/* Adds a row to what is shown. */
static size_t
add(char *shown, size_t len, const char *mark, struct str row)
{
	const int more = snprintf(shown + len, SHOWN_SIZE - len,
	    "\n#   %s|%.*s", mark, (int)row.len, row.at);

	return more > 0 && (size_t)more < SHOWN_SIZE - len ?
	    len + (size_t)more :
	    len;
}

/*
 * Returns the rows of both, for messages: those that are wanted with "-", and
 * those of the screen with "+", or ">" at the cursor. Valid until the next
 * call.
 */
static const char *
wanted_difference(const char *wanted, const struct vt *vt)
{
	static char shown[SHOWN_SIZE];
	char text[VT_TEXT];
	struct page page;
	size_t len = 0;

	cut(&page, wanted);
	for (size_t i = 0; i < page.rows; i++)
		len = add(shown, len, "-", page.row[i]);
	for (size_t row = 0; row < vt->rows; row++) {
		vt_text(vt, row, text);
		len =
		    add(shown, len, row == vt->row ? ">" : "+", str_from(text));
	}
	return shown;
}

/*
 * Until the condition holds: it is asked anew each time that something has
 * come. The rest says, at the end, what was not so.
 */
#define AWAIT(condition, ...)                                   \
	do {                                                    \
		const usec end = deadline();                    \
		size_t seen = SIZE_MAX;                         \
		pty_look(pty);                                  \
		while (pty->vt.bytes == seen || !(condition)) { \
			seen = pty->vt.bytes;                   \
			if (!pty_wait(pty, end))                \
				must_end(where, __VA_ARGS__);   \
		}                                               \
	} while (0)

/* The first row of which that is true, or VT_ROWS. */
static size_t
find_row(const struct pty *pty, bool (*is)(struct str wanted, struct str row),
    const char *text)
{
	char row[VT_TEXT];

	for (size_t i = 0; i < pty->vt.rows; i++) {
		vt_text(&pty->vt, i, row);
		if (is(str_from(text), str_from(row)))
			return i;
	}
	return VT_ROWS;
}

static bool
begins(struct str text, struct str row)
{
	return row.len >= text.len && memcmp(row.at, text.at, text.len) == 0;
}

static bool
row_is(const struct pty *pty, size_t row, const char *wanted)
{
	char text[VT_TEXT];

	if (row >= pty->vt.rows)
		return false;
	vt_text(&pty->vt, row, text);
	return wanted_is(str_from(wanted), str_from(text));
}

void
pty_expect_at(const char *where, struct pty *pty, const char *format, ...)
{
	char text[VT_TEXT];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	AWAIT(find_row(pty, str_eq, text) < VT_ROWS, "no row is \"%s\" but:%s",
	    text, pty_shown(pty));
}

void
pty_expect_begin_at(const char *where, struct pty *pty, const char *text)
{
	AWAIT(find_row(pty, begins, text) < VT_ROWS,
	    "no row begins with \"%s\" but:%s", text, pty_shown(pty));
}

void
pty_expect_screen_at(const char *where, struct pty *pty, const char *rows)
{
	AWAIT(wanted_screen(rows, &pty->vt),
	    "the screen of %zux%zu is not as wanted (-) but (+):%s",
	    pty->vt.columns, pty->vt.rows, wanted_difference(rows, &pty->vt));
}

void
pty_expect_row_at(
    const char *where, struct pty *pty, size_t row, const char *text)
{
	AWAIT(row_is(pty, row, text), "row %zu is not \"%s\":%s", row, text,
	    pty_shown(pty));
}

void
pty_expect_has_at(
    const char *where, struct pty *pty, const char *text, bool has)
{
	AWAIT((find_row(pty, wanted_has, text) < VT_ROWS) == has,
	    "%s row has \"%s\":%s", has ? "no" : "a", text, pty_shown(pty));
}

/* The first place of the text that does not look so, or null: it does. */
static const struct vt_cell *
find_other(const struct vt *vt, size_t row, const char *text,
    const struct vt_style *wanted)
{
	size_t columns = 0;
	const size_t first = vt_find(vt, row, text, &columns);

	for (size_t i = 0; i < columns; i++) {
		const struct vt_cell *cell = vt_cell(vt, row, first + i);
		const bool space = !cell->behind &&
		    (cell->text[0] == '\0' || *cell->text == ' ');
		if (!vt_style_is(&cell->style, wanted, space))
			return cell;
	}
	return NULL;
}

/* Says how the text looks: nothing if as wanted. */
static const char *
look_of(const struct pty *pty, const char *text, const struct vt_style *wanted)
{
	static char words[VT_STYLE];
	size_t columns;

	for (size_t row = 0; row < pty->vt.rows; row++) {
		if (vt_find(&pty->vt, row, text, &columns) == VT_COLUMNS)
			continue;
		const struct vt_cell *other =
		    find_other(&pty->vt, row, text, wanted);
		if (other == NULL)
			return NULL;
		vt_style_text(&other->style, words);
		return words;
	}
	return "nowhere";
}

void
pty_expect_style_at(
    const char *where, struct pty *pty, const char *text, const char *style)
{
	struct vt_style wanted;

	if (!vt_style_read(&wanted, style))
		must_end(where, "\"%s\" is no style", style);
	AWAIT(look_of(pty, text, &wanted) == NULL, "\"%s\" is not %s but %s:%s",
	    text, style, look_of(pty, text, &wanted), pty_shown(pty));
}

void
pty_expect_joined_at(
    const char *where, struct pty *pty, size_t row, bool joined)
{
	AWAIT(vt_goes_on(&pty->vt, row) == joined, "row %zu %s in the next:%s",
	    row, joined ? "does not go on" : "goes on", pty_shown(pty));
}

void
pty_expect_title_at(const char *where, struct pty *pty, const char *text)
{
	AWAIT(wanted_is(str_from(text), str_from(pty->vt.title)),
	    "the title is not \"%s\" but \"%s\"", text, pty->vt.title);
}

void
pty_expect_bells_at(const char *where, struct pty *pty, size_t count)
{
	AWAIT(pty->vt.bells >= count, "it rang %zu times, not %zu:%s",
	    pty->vt.bells, count, pty_shown(pty));
	if (pty->vt.bells > count)
		must_end(where, "it rang %zu times, not %zu:%s", pty->vt.bells,
		    count, pty_shown(pty));
}

static bool
cursor_row_is(const struct pty *pty, const char *text)
{
	char row[VT_TEXT];

	vt_text(&pty->vt, pty->vt.row, row);
	return strcmp(row, text) == 0;
}

void
pty_expect_cursor_at(
    const char *where, struct pty *pty, const char *text, size_t column)
{
	AWAIT(pty->vt.column == column && cursor_row_is(pty, text),
	    "not \"%s\" with the cursor in %zu, but in %zu:%s", text, column,
	    pty->vt.column, pty_shown(pty));
}

void
pty_expect_place_at(
    const char *where, struct pty *pty, size_t row, size_t column)
{
	AWAIT(pty->vt.row == row && pty->vt.column == column,
	    "the cursor is not in row %zu, column %zu, but in %zu, %zu:%s", row,
	    column, pty->vt.row, pty->vt.column, pty_shown(pty));
}

void
pty_expect_second_at(const char *where, struct pty *pty, bool second)
{
	AWAIT(pty->vt.second == second, "it is %s the second screen:%s",
	    second ? "not on" : "still on", pty_shown(pty));
}

static bool
has_mode_before(const struct pty *pty)
{
	struct termios now;

	return tcgetattr(pty->slave, &now) == 0 &&
	    now.c_lflag == pty->before.c_lflag &&
	    now.c_iflag == pty->before.c_iflag &&
	    now.c_oflag == pty->before.c_oflag;
}

void
pty_expect_mode_at(const char *where, struct pty *pty, bool restored)
{
	const usec end = deadline();

	while (has_mode_before(pty) != restored)
		if (!pty_wait(pty, end))
			must_end(where, "the terminal is %s raw mode:%s",
			    restored ? "still in" : "not in", pty_shown(pty));
}

/* Returns the first mode that the program left on in the terminal, or null. */
static const char *
left_behind(const struct pty *pty)
{
	const struct vt *vt = &pty->vt;
	const struct {
		bool left;
		const char *what;
	} things[] = {
		{ vt->second, "the second screen" },
		{ vt->hidden, "a hidden cursor" },
		{ vt->no_wrap, "no wrapping" },
		{ vt->marks_pastes, "marks of pastes" },
		{ vt->tells_focus, "reports of the focus" },
		{ vt->tells_mouse, "reports of the mouse" },
		{ !vt->wheel_is_keys, "a wheel without keys" },
		{ vt->top > 0 || vt->bottom + 1 < vt->rows,
		    "a region that scrolls" },
		{ vt->titles_kept > 0, "a title kept" },
		{ vt->style.marks != 0 || vt->style.ink != 0 ||
			vt->style.paper != 0,
		    "a style" },
		{ vt->pending_len > 0, "half a sequence" },
	};

	for (size_t i = 0; i < COUNT(things); i++)
		if (things[i].left)
			return things[i].what;
	return has_mode_before(pty) ? NULL : "raw mode";
}

void
pty_expect_left_well_at(const char *where, struct pty *pty)
{
	const usec end = deadline();

	pty_look(pty);
	while (left_behind(pty) != NULL)
		if (!pty_wait(pty, end))
			must_end(where, "it leaves %s:%s", left_behind(pty),
			    pty_shown(pty));
}
