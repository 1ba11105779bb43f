/* The list of members beside the talk. See window_parts.h. */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_parts.h"
#include "text/direction.h"
#include "text/theme.h"

#define NORMAL STR("\033[0m")

/* Puts one row of the members, or the number of those that did not fit. */
static void
put_member(struct chat *chat, size_t row, size_t column, struct str sign,
    struct str text)
{
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	(void)BUF_CAT(&chat->console->line, theme_sgr(THEME_EVENT), STR("|"),
	    NORMAL, sign);
	direction_put(&chat->console->line, text);
	canvas_blank(&chat->console->window->canvas, row, column,
	    WINDOW_MEMBERS_COLUMNS + 1, 0);
	(void)canvas_put(&chat->console->window->canvas, row, column,
	    WINDOW_MEMBERS_COLUMNS + 1, buf_str(&chat->console->line));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

/* Puts the member that is number i by rank. */
static void
put_ranked(struct chat *chat, size_t row, size_t i)
{
	static const struct str signs[RANKS] = {
		[RANK_OPERATOR] = LIT("@"),
		[RANK_VOICE] = LIT("+"),
		[RANK_NONE] = LIT(""),
	};
	enum rank rank;
	const struct str name =
	    members_ranked(&window_now(chat)->members, i, &rank);

	put_member(
	    chat, row, chat->console->window->page.columns, signs[rank], name);
}

/* Puts "+12", the number of members that are not shown there. */
static void
put_unshown(struct chat *chat, size_t row, size_t count, struct str where)
{
	char memory[STR_DIGITS + sizeof("+ above")];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, STR("+"), DECIMAL(count), where); /* it fits */
	put_member(chat, row, chat->console->window->page.columns, STR(""),
	    buf_str(&text));
}

void
window_draw_members(struct chat *chat)
{
	const struct page *page = &chat->console->window->page;
	struct view *view = window_now(chat);
	const size_t count = members_count(&view->members);
	const size_t least = page->rows > 2 ? page->rows - 2 : 1;
	size_t row = page->top;
	const size_t end = page->top + page->rows;

	/* The list may have become shorter; one row has room for no number. */
	if (count <= page->rows || page->rows < 2)
		view->members_above = 0;
	else if (view->members_above + least + 1 > count)
		view->members_above = count - least - 1;
	size_t i = view->members_above;
	if (i > 0)
		put_unshown(chat, row++, i, STR(" above"));
	const size_t fit = count - i > end - row ? end - row - 1 : count - i;
	for (size_t shown = 0; shown < fit; shown++)
		put_ranked(chat, row++, i++);
	if (i < count)
		put_unshown(chat, row++, count - i, STR(""));
	while (row < end)
		put_member(chat, row++, page->columns, STR(""), STR(""));
}

/* The first row above the screen takes a second one, for their number. */
bool
window_members_back(struct chat *chat, size_t rows)
{
	struct view *view = window_now(chat);
	const bool can = view->members_above > 0;

	view->members_above -=
	    view->members_above > rows + 1 ? rows : view->members_above;
	window_press(chat);
	return can;
}

/* Drawing the members brings a list that is past its end back. */
bool
window_members_on(struct chat *chat, size_t rows)
{
	struct view *view = window_now(chat);
	const bool can =
	    view->members_above + chat->console->window->page.rows <
	    members_count(&view->members);

	view->members_above += view->members_above > 0 ? rows : rows + 1;
	window_press(chat);
	return can;
}
