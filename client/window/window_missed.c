/*
 * The time since a view, or its log, had its last event: what came before we
 * joined the group, or opened the view of the person, was missed. Until it is
 * fetched, or known to be lost, the log gets no later event, so that it is
 * complete up to its last one, however the client ends. See window.h.
 */
#include "person/chat_state.h"
#include "text/forms.h"
#include "views/logs_text.h"
#include "window/window.h"

/* The bytes of a date, and of a time without seconds, in logs_date. */
#define DAY_LEN 10
#define TIME_LEN 5

void
window_missed_begin(struct view *view, usec since, usec id)
{
	if (view->held != 0)
		return; /* what came after view->since is still not known */
	view->since = since;
	if (since != 0 && since < id)
		view->held = id;
}

bool
window_missed_holds(const struct view *view, usec id)
{
	return view->held != 0 && id >= view->held;
}

uint64_t
window_left_at(const struct chat *chat, struct str group)
{
	const struct view *view = window_find(chat, VIEW_GROUP, group);

	return view != NULL ? view->since : 0;
}

/* Writes the events that were held back into the log. */
static void
release(struct chat *chat, struct view *view)
{
	const usec held = view->held;

	view->held = 0;
	if (held == 0)
		return;
	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		if (lines_is_event(line) && line->time >= held)
			window_log(chat, view, line->time, lines_text(line));
}

/* Returns "20:45", with the date before it unless that is today's. */
static struct str
time_of(usec time, char room[LOGS_DATE])
{
	char now[LOGS_DATE];
	const struct str today = logs_date(clock_wall(), now);
	struct str text = logs_date(time, room);

	if (text.len < DAY_LEN + 1 + TIME_LEN || today.len < DAY_LEN)
		return STR("then");
	text.len = DAY_LEN + 1 + TIME_LEN;
	if (memcmp(text.at, today.at, DAY_LEN) == 0)
		str_drop(&text, DAY_LEN + 1);
	return text;
}

void
window_missed_tell(struct chat *chat, struct view *view, usec id,
    const struct str *pieces, size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_window_remark(&text, pieces, count);
	(void)views_add_past(&chat->console->window->views, view, LINE_REMARK,
	    id, buf_str(&text));
	window_log(chat, view, 0, buf_str(&text));
	window_change(chat);
}

/* Tells where the view lacks what was said. */
static void
tell_unknown(struct chat *chat, struct view *view)
{
	char room[LOGS_DATE];
	const struct str pieces[] = { STR("messages since "),
		time_of(view->since, room), STR(" are not known here") };

	window_missed_tell(chat, view, view->since + 1, pieces, COUNT(pieces));
}

/* Tells of more messages than the screen has rows, unless a count does so. */
static void
tell_above(struct chat *chat, struct view *view)
{
	const struct str pieces[] = { DECIMAL(view->missed_count),
		STR(" missed messages are above: PgUp") };
	char memory[CHAT_LINE];
	struct buf text;

	if (view->missed == NULL || view != window_now(chat) ||
	    view->missed_count < chat->console->window->rows)
		return;
	buf_init(&text, memory, sizeof(memory));
	render_window_remark(&text, pieces, COUNT(pieces));
	(void)window_add(chat, view, LINE_REMARK, clock_wall(), buf_str(&text));
}

void
window_missed_page(struct chat *chat, struct view *view,
    const struct past_want *want, bool goes_on)
{
	if (view->held != 0 && want->refused && view->kind == VIEW_GROUP)
		tell_unknown(chat, view);
	else if (want->id > view->since)
		view->since = want->id;
	if (goes_on)
		return;
	release(chat, view);
	tell_above(chat, view);
}

void
window_missed_lost(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 1; i < views->count; i++)
		if (views->view[i]->kind == VIEW_PERSON)
			release(chat, views->view[i]);
}

void
window_missed_unrecorded(struct chat *chat, struct str group, bool still)
{
	struct view *view = window_find(chat, VIEW_GROUP, group);

	if (view == NULL || view->held == 0)
		return;
	if (!still)
		tell_unknown(chat, view);
	release(chat, view);
}
