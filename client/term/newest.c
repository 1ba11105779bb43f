/* The newest line of a view: see newest.h. */
#include "term/newest.h"

#include "shared/buf.h"
#include "text/stamp.h"
#include "text/theme.h"
#include "text/width.h"

/* The least columns of a page with the whole label. */
#define COLUMNS_WITH_LABEL 40

/* Room for label and stamp, each with a style. */
#define LABEL_ROOM (2 * STYLE_SGR + STAMP_ROOM + 32)

/* Puts the label and the stamp. Returns their columns. */
static size_t
put_label(const struct page *page, const struct line *line,
    struct canvas *canvas, size_t row)
{
	const bool brief = page->columns < COLUMNS_WITH_LABEL;
	char memory[LABEL_ROOM];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, theme_sgr(THEME_UNREAD),
	    brief ? STR("> ") : STR("newest: "));
	if (page->stamps && !brief && line->time != 0) {
		(void)BUF_CAT(&text, STR("\033[0m"), theme_sgr(THEME_TIME));
		stamp_put(&text, line->time);
	}
	return canvas_put(canvas, row, 0, page->columns, buf_str(&text));
}

void
newest_put(
    const struct page *page, const struct view *view, struct canvas *canvas)
{
	const struct line *line = view->lines.last;
	const size_t row = page->top + page->rows - 1;
	const size_t column = put_label(page, line, canvas, row);
	const size_t room = page->columns - column;

	if (width_of(lines_text(line)) <= room) {
		(void)canvas_put(canvas, row, column, room, lines_text(line));
		return;
	}
	(void)canvas_put(canvas, row, column, room - 1, lines_text(line));
	canvas_blank(canvas, row, page->columns - 1, 1, 0);
	(void)canvas_put(canvas, row, page->columns - 1, 1, STR(">"));
}
