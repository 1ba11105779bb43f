/*
 * The interface of a chat that fills the screen: see window.h. This file begins
 * and ends it, and puts into the views what does not come from the server.
 */
#include "chat/window/window.h"

#include <stdlib.h>
#include <string.h>

#include "chat/core/chat_state.h"
#include "conf/settings.h"
#include "shared/die.h"
#include "system/term.h"
#include "text/stamp.h"
#include "text/theme.h"
#include "text/wrap.h"

/*
 * Who presses no key for so long may have gone, for all that a terminal tells
 * which does not report its focus.
 */
#define ATTENDS (2 * 60 * SEC)

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

struct view *
window_now(struct chat *chat)
{
	return views_now(&chat->console->window->views);
}

struct view *
window_find(const struct chat *chat, enum view_kind kind, struct str name)
{
	return views_find(&chat->console->window->views, kind, name);
}

const struct members *
window_members(const struct chat *chat, const struct view *view)
{
	return world_members(&chat->session.joined,
	    view->kind == VIEW_GROUP ? views_name(view) : STR(""));
}

bool
window_is_in(const struct chat *chat, const struct view *view)
{
	return view->kind == VIEW_GROUP &&
	    world_has(&chat->session.joined, views_name(view));
}

void
window_change(struct chat *chat)
{
	chat->console->window->changed = true;
}

void
window_heed_mutes(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 1; i < views->count; i++)
		views_mute(views->view[i],
		    views->view[i]->kind == VIEW_GROUP &&
			settings_has(chat->options.settings->muted,
			    views_name(views->view[i])));
}

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

struct line *
window_add(struct chat *chat, struct view *view, enum line_kind kind, usec time,
    struct str text, unsigned how)
{
	struct window *window = chat->console->window;
	struct views *views = &window->views;

	if (!window->reports && clock_mono() >= window->attended + ATTENDS)
		views_unfocus(views);
	/* A person in the view of all sees a line of the present there. */
	const bool seen =
	    views->current == 0 && !views->unfocused && !(how & VIEWS_PAST);
	struct line *line = views_add(
	    views, view, kind, time, text, seen ? how | VIEWS_SEEN : how);

	window->news++;
	window_change(chat);
	/* The view of all takes its lines from other views. */
	if (view->kind != VIEW_ALL && kind <= LINE_PRESENCE &&
	    (!(how & VIEWS_SEEN) || (how & VIEWS_MISSED)) &&
	    (line != NULL || !(how & VIEWS_PAST)))
		window_log(chat,
		    &(struct logs_entry) {
			.view = view, .id = time, .styled = text });
	return line;
}

static void
window_show(struct chat *chat, struct str lines)
{
	while (lines.len > 0)
		(void)window_add(chat, window_now(chat), LINE_REMARK,
		    clock_wall(), str_cut(&lines, '\n'), 0);
}

void
window_tell(struct chat *chat, struct view *view, enum line_kind kind,
    const struct str *pieces, size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, kind == LINE_MISTAKE ? THEME_MISTAKE : THEME_EVENT,
	    pieces, count);
	(void)window_add(chat, view, kind, clock_wall(), buf_str(&text), 0);
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

/* Lets the session's current group follow the current view. */
static void
follow(struct chat *chat)
{
	const struct view *view = window_now(chat);

	if (window_is_in(chat, view))
		world_choose(&chat->session.joined, views_name(view));
}

void
window_show_mark(struct chat *chat, struct view *view)
{
	struct window *window = chat->console->window;

	if (view == window_now(chat) && view->kind != VIEW_ALL &&
	    view->mark != NULL && view->place.line == NULL &&
	    window->page.rows > 0)
		page_show(&window->page, view, view->mark);
}

void
window_choose(struct chat *chat, size_t i)
{
	struct window *window = chat->console->window;

	if (window->search.open)
		window_search_end(chat, true);
	views_choose(&window->views, i);
	window_show_mark(chat, window_now(chat));
	follow(chat);
	window_change(chat);
}

void
window_close(struct chat *chat, struct view *view)
{
	struct window *window = chat->console->window;

	for (size_t i = 0; i < window->owed_count; i++) {
		struct window_owed *owed = &window->owed[i];
		if (owed->view == view)
			*owed = (struct window_owed) { .number = owed->number };
		if (owed->from == view)
			owed->from = NULL;
	}
	if (window->search.open)
		window_search_end(chat, true);
	if (view != NULL && view->watched && !window->told)
		SESSION_ASK(&chat->session, VERB_UNWATCH, STR("unwatch"),
		    views_name(view));
	views_close(&window->views, view);
	follow(chat);
	window_change(chat);
}

/* Notes that a line was typed: the newest lines are shown. */
static void
taken(struct chat *chat)
{
	window_now(chat)->place = (struct place) { 0 };
	window_change(chat);
}

/* Returns a line as it is shown in the window, with its time. */
static struct str
with_stamp(struct chat *chat, const struct line *line)
{
	struct buf *text = &chat->console->line;

	buf_drop(text, buf_len(text));
	if (window_has_stamps(chat)) {
		(void)BUF_CAT(text, theme_sgr(THEME_TIME));
		if (line->time != 0)
			stamp_put(text, line->time);
		(void)BUF_CAT(text, STR("\033[0m"));
		for (size_t i = 0; line->time == 0 && i < STAMP_COLUMNS; i++)
			(void)BUF_CAT(text, STR(" "));
	}
	(void)BUF_CAT(text, lines_text(line));
	return buf_str(text);
}

/*
 * Prints the last rows of the talk, which stay on the terminal's own screen; if
 * they are bare, the terminal breaks them. A stopped terminal is not waited
 * for, which leaves out the rest.
 */
static void
leave_lines(struct chat *chat, bool bare)
{
	const struct window *window = chat->console->window;
	const struct line *line = window_now(chat)->lines.last;
	struct out *out = &chat->console->out;
	size_t rows = 0;

	if (line == NULL)
		return;
	for (; line->before != NULL; line = line->before) {
		rows +=
		    wrap_count(with_stamp(chat, line), window->canvas.columns);
		if (rows + 2 >= window->canvas.rows)
			break;
	}
	for (; line != NULL; line = line->after) {
		if (out_room(out) < 2 * RENDER_ROOM &&
		    (chat->console->signal != 0 ||
			!out_flush(out, OUT_SHORTLY) ||
			out_room(out) < 2 * RENDER_ROOM))
			break;
		if (bare) {
			out_put(out, with_stamp(chat, line));
			out_put(out, STR("\n"));
		} else {
			out_put_lines(out, with_stamp(chat, line));
		}
	}
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

void
window_bare(struct chat *chat)
{
	const struct str ends = STR("-- any key returns");
	struct buf *line = &chat->console->line;

	give_back(chat);
	leave_lines(chat, true);
	render_remark(line, THEME_EVENT, &ends, 1);
	out_put_lines(&chat->console->out, buf_str(line));
	buf_drop(line, buf_len(line));
}

static void
window_finish(struct chat *chat)
{
	struct window *window = chat->console->window;

	window_lost(chat);
	leave_lines(chat, false);
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
	.past = window_past,
	.past_end = window_past_end,
	.lost = window_lost,
	.draw = window_draw,
	.due = window_due,
	.finish = window_finish,
};
