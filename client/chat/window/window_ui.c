/*
 * The interface of a chat that fills the screen, as core/ui.h has it: begins
 * and ends it, and puts into the views what does not come from the server.
 */
#include <stdlib.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_draw.h"
#include "chat/window/window_hear.h"
#include "chat/window/window_keys.h"
#include "chat/window/window_own.h"
#include "chat/window/window_past.h"
#include "chat/window/window_react.h"
#include "chat/window/window_search.h"
#include "shared/die.h"
#include "system/term.h"

/*
 * xterm: reports of the focus; and no Up and Down for the wheel, which would
 * recall typed lines. Where that cannot be restored, it was on.
 */
#define FOCUS "\033[?1004h"
#define KEEP_WHEEL STR("\033[?1007s")
#define WHEEL "\033[?1007l"
#define NO_WHEEL "\033[?1007h\033[?1007r"

/* ECMA-48 and xterm(1): alternate screen, bracketed paste, no autowrap. */
#define SECOND_SCREEN STR("\033[?1049h")
#define FIRST_SCREEN STR("\033[?1049l")
#define ERASE_ALL STR("\033[H\033[2J")
#define MODES STR("\033[?2004h\033[?7l" FOCUS WHEEL)
#define NO_MODES STR(NO_WHEEL "\033[?1004l\033[?2004l\033[?7h\033[0m")

static void
measure(struct chat *chat)
{
	struct window *window = chat->console->window;

	if (!canvas_resize(&window->canvas, term_rows(), term_columns()))
		die(EX_OSERR, "no memory for a window of %zux%zu",
		    term_columns(), term_rows());
	/* The settings may have changed, too. */
	window_heed_mutes(chat);
	window->changed = window->pressed = true;
}

static void
window_begin(struct chat *chat)
{
	static struct window window;

	window = (struct window) { .attended = clock_mono() };
	chat->console->window = &window;
	if (!views_begin(&window.views))
		die(EX_OSERR, "no memory for the window");
	measure(chat);
}

static void
window_take(struct chat *chat)
{
	struct window *window = chat->console->window;

	if (term_has_two_screens())
		out_put(&chat->console->out, SECOND_SCREEN);
	out_put(&chat->console->out, ERASE_ALL);
	/* After a stop by a signal, it is taken again without being given back.
	 */
	if (!window->up)
		out_put(&chat->console->out, KEEP_WHEEL);
	out_put(&chat->console->out, MODES);
	title_begin(&window->title, &chat->console->out, getenv("TERM"));
	canvas_forget(&window->canvas);
	window->up = window->changed = window->pressed = true;
}

static void
give_back(struct chat *chat)
{
	struct window *window = chat->console->window;

	if (!window->up)
		return;
	window->up = false;
	title_end(&window->title, &chat->console->out);
	out_put(&chat->console->out, NO_MODES);
	if (term_has_two_screens())
		out_put(&chat->console->out, FIRST_SCREEN);
	else
		out_put(&chat->console->out, ERASE_ALL);
}

static void
window_show(struct chat *chat, struct str lines)
{
	while (lines.len > 0)
		(void)window_add(chat, window_now(chat), LINE_REMARK,
		    clock_wall(), str_cut(&lines, '\n'), 0);
}

/* Returns where a line is typed: in the view in which the person is. */
static struct where
where(const struct chat *chat)
{
	const struct view *view = views_now(&chat->console->window->views);
	static const enum where_kind kinds[] = { [VIEW_ALL] = WHERE_ALL,
		[VIEW_GROUP] = WHERE_GROUP,
		[VIEW_PERSON] = WHERE_PERSON };

	return (struct where) { .kind = kinds[view->kind],
		.views = true,
		.name = views_name(view),
		.joined = &chat->session.joined };
}

static struct str
group(const struct chat *chat, size_t i)
{
	const struct views *views = &chat->console->window->views;

	if (i >= views->count)
		return (struct str) { 0 };
	return views->view[i]->kind == VIEW_GROUP ? views_name(views->view[i]) :
						    STR("");
}

/*
 * Adds what concerns all groups and people to all views and their logs, so that
 * each log tells of the gap.
 */
static void
tell_everywhere(struct chat *chat, const struct str *pieces, size_t count)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 0; i < views->count; i++) {
		struct view *view = views->view[i];
		window_tell(chat, view, LINE_REMARK, pieces, count);
		if (i > 0 && view->lines.last != NULL)
			window_log(chat,
			    &(struct logs_entry) { .view = view,
				.styled = lines_text(view->lines.last) });
	}
}

static void
remark(struct chat *chat, enum remark kind, struct str group,
    const struct str *pieces, size_t count)
{
	struct view *all = chat->console->window->views.view[0];
	struct view *view =
	    group.at != NULL ? window_find(chat, VIEW_GROUP, group) : NULL;

	/* While we reconnect, the status line says that we are not connected.
	 */
	if (kind == REMARK_AGAIN)
		return;
	if (kind == REMARK_EVERYWHERE) {
		tell_everywhere(chat, pieces, count);
		return;
	}
	if (view != NULL)
		window_tell(chat, view, LINE_REMARK, pieces, count);
	if (view != NULL || kind == REMARK_APART)
		view = all;
	else
		view = window_now(chat);
	window_tell(chat, view,
	    kind == REMARK_MISTAKE ? LINE_MISTAKE : LINE_REMARK, pieces, count);
}

/* Notes that a line was typed: the newest lines are shown. */
static void
taken(struct chat *chat)
{
	window_now(chat)->place = (struct place) { 0 };
	window_change(chat);
}

/* What a page brings may be what the search waits for. */
static void
past_end(struct chat *chat, const struct past_want *want, bool goes_on)
{
	if (window_past_end(chat, want, goes_on))
		window_search_past(chat);
}

static void
window_finish(struct chat *chat)
{
	struct window *window = chat->console->window;

	window_lost(chat);
	window_leave_lines(chat, false);
	views_free(&window->views);
	canvas_free(&window->canvas);
}

const struct ui ui_window = {
	.begin = window_begin,
	.take = window_take,
	.give_back = give_back,
	.measure = measure,
	.hear = window_hear,
	.show = window_show,
	.remark = remark,
	.key = window_key,
	.taken = taken,
	.where = where,
	.group = group,
	.action = window_action,
	.said = window_said,
	.tags = window_hear_tags,
	.past = window_past,
	.past_end = past_end,
	.lost = window_lost,
	.draw = window_draw,
	.due = window_due,
	.finish = window_finish,
};
