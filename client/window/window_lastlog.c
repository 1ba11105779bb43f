/*
 * /lastlog: finds a text in all views and logs, and lists the lines as a page
 * that covers the view. See window.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "commands/words.h"
#include "net/address.h"
#include "person/chat_state.h"
#include "text/match.h"
#include "text/styled.h"
#include "views/logs_read.h"
#include "views/logs_text.h"
#include "window/window.h"
#include "window/window_log.h"

/* The most lines listed: the latest. */
#define LASTLOG_MOST 500

/* Room for a log's line and the name of its view. */
#define ROW_ROOM (LOGS_TEXT + VIEWS_TITLE + 8)

/* How much of the logs is read in a turn of the client. */
#define LASTLOG_STEP ((off_t)1 << 20)

/* A listing; each line is "[VIEW] TEXT", in the order of the times. */
struct lastlog {
	bool reads; /* a walk is under way; otherwise all is read */
	struct chat *chat;
	struct logs_walk walk;
	struct find_word word;
	struct lines lines;
	char room[ROW_ROOM]; /* for the row that is added */
	usec id; /* of the event that was read last */
	char name[LIMIT_NAME]; /* of who said it; empty: nobody */
	size_t name_len;
	char further[ROW_ROOM]; /* for a further line of it, with the name */
};

/* Composes "[#ops] sara: hello", without styles, in the listing's room. */
static struct str
compose(struct lastlog *lastlog, const struct view *view, struct str text)
{
	char title[VIEWS_TITLE];
	struct buf row;

	buf_init(&row, lastlog->room, sizeof(lastlog->room));
	if (view->kind != VIEW_ALL)
		(void)BUF_CAT(&row, STR("["), views_title(view, title),
		    STR("] ")); /* it fits */
	if (!BUF_CAT(&row, text))
		(void)BUF_CAT(&row, STR("..."));
	return buf_str(&row);
}

/*
 * Returns the line before which one of that time belongs, null at the end. Sets
 * *same if the listing has this line already.
 */
static struct line *
find_place(const struct lines *lines, usec time, struct str row, bool *same)
{
	struct line *after = NULL;

	*same = false;
	for (struct line *line = lines->last;
	     line != NULL && line->time >= time; line = line->before) {
		*same = *same ||
		    (line->time == time && str_eq(lines_text(line), row));
		if (line->time > time)
			after = line;
	}
	return after;
}

/* Adds a line to the listing, and drops the oldest one if it is too long. */
static void
list(struct lastlog *lastlog, const struct view *view, usec time,
    struct str text)
{
	struct lines *lines = &lastlog->lines;
	const bool full = lines->count == LASTLOG_MOST;
	bool same;

	if (full && time < lines->first->time)
		return;
	const struct str row = compose(lastlog, view, text);
	struct line *before = find_place(lines, time, row, &same);
	struct line *line = same ? NULL : lines_new(LINE_REMARK, time, row);
	if (line == NULL) /* out of memory, it lacks this line */
		return;
	lines_put(lines, line, before);
	if (!full)
		return;
	line = lines->first;
	lines_take_out(lines, line);
	free(line);
}

/* Removes from the listing a message of the view that was deleted. */
static void
unlist(struct lastlog *lastlog, const struct view *view, usec id)
{
	const struct str front = compose(lastlog, view, STR(""));
	struct line *line = lastlog->lines.last;

	while (line != NULL && line->time >= id) {
		struct line *before = line->before;
		if (line->time == id && str_begins(lines_text(line), front)) {
			lines_take_out(&lastlog->lines, line);
			free(line);
		}
		line = before;
	}
}

/* Notes who has said the event whose first line that is. */
static void
note_name(struct lastlog *lastlog, usec id, struct str text)
{
	const struct str name = str_cut(&text, ':');
	const bool said = text.at != NULL && name.len <= LIMIT_NAME &&
	    memchr(name.at, ' ', name.len) == NULL;

	lastlog->id = id;
	lastlog->name_len = said ? name.len : 0;
	memcpy(lastlog->name, name.at, lastlog->name_len);
}

/*
 * Returns the text of a line, with the name of who says it if it is a further
 * one of the event before, which has spaces there.
 */
static struct str
with_name(struct lastlog *lastlog, usec id, struct str text)
{
	struct buf whole;

	if (!str_begins(text, STR(" "))) {
		note_name(lastlog, id, text);
		return text;
	}
	if (id != lastlog->id || lastlog->name_len == 0)
		return text;
	buf_init(&whole, lastlog->further, sizeof(lastlog->further));
	(void)BUF_CAT(&whole, /* it fits */
	    ((struct str) { lastlog->name, lastlog->name_len }), STR(": "),
	    str_strip(text));
	return buf_str(&whole);
}

/* Takes a record of a log, of a view that need not be open. */
static bool
take_record(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct lastlog *lastlog = state;
	const struct view *open = NULL;
	struct view view = { .kind = kind, .name_len = name.len };

	open = window_find(lastlog->chat, kind, name);
	const struct str text = record->replaces ?
	    record->text :
	    with_name(lastlog, record->id, record->text);
	if (!record->replaces &&
	    match_word(record->text, 0, find_text(&lastlog->word)).end == 0)
		return true;
	if (name.len > 0)
		memcpy(view.name, name.at, name.len);
	/* The name of an open view is as its server spells it. */
	if (open == NULL)
		open = &view;
	if (record->replaces)
		unlist(lastlog, open, record->id);
	else
		list(lastlog, open, logs_time(record), text);
	return true;
}

/* Takes the lines of a view that are no remarks. */
static void
take_view(struct lastlog *lastlog, const struct view *view)
{
	char room[LOGS_TEXT];

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after) {
		if (!lines_is_event(line))
			continue;
		const struct str text = with_name(
		    lastlog, line->time, logs_plain(lines_text(line), room));
		if (match_word(lines_text(line), 0, find_text(&lastlog->word))
			.end != 0)
			list(lastlog, view, line->time, text);
	}
}

/* Puts a line onto the page: "2026-11-20 07:14:03 [#ops] sara: hello". */
static void
show(struct chat *chat, const struct line *line)
{
	struct buf *text = &chat->console->line;
	char date[LOGS_DATE];
	struct styled row;

	buf_drop(text, buf_len(text));
	styled_begin(&row, text, STR(""), chat->console->depth);
	styled_words(&row, logs_date(line->time, date));
	styled_text(&row, lines_text(line));
	styled_end(&row);
	window_pager_line(chat, buf_str(text));
	buf_drop(text, buf_len(text));
}

void
window_lastlog_end(struct window *window)
{
	struct lastlog *lastlog = window->lastlog;

	if (lastlog == NULL)
		return;
	if (lastlog->reads)
		logs_walk_end(&lastlog->walk);
	lines_free(&lastlog->lines);
	free(lastlog);
	window->lastlog = NULL;
}

/* Shows the listing, once it is complete. */
static void
show_all(struct chat *chat, const struct lastlog *lastlog)
{
	if (lastlog->lines.count == 0)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view or log has "),
		    find_text(&lastlog->word));
	for (const struct line *line = lastlog->lines.first; line != NULL;
	     line = line->after)
		show(chat, line);
	/* The latest are at the end, which is shown first. */
	chat->console->window->leafed = false;
}

void
window_lastlog_go_on(struct chat *chat)
{
	struct window *window = chat->console->window;
	struct lastlog *lastlog = window->lastlog;

	if (lastlog == NULL)
		return;
	if (lastlog->reads &&
	    !logs_walk_on(&lastlog->walk, LASTLOG_STEP, take_record, lastlog))
		lastlog->reads = false;
	if (lastlog->reads)
		return;
	logs_walk_end(&lastlog->walk);
	for (size_t i = 1; i < window->views.count; i++)
		take_view(lastlog, window->views.view[i]);
	show_all(chat, lastlog);
	window_lastlog_end(window);
}

void
window_lastlog(struct chat *chat, struct str rest)
{
	const struct excess over = { .limit = FIND_MOST, .len = rest.len };
	struct window *window = chat->console->window;

	if (rest.len > FIND_MOST) {
		CHAT_TELL(chat, REMARK_MISTAKE, words_why(CODE_TOO_LONG, over));
		return;
	}
	window_lastlog_end(window);
	window->lastlog = calloc(1, sizeof(struct lastlog));
	if (window->lastlog == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("out of memory"));
		return;
	}
	memcpy(window->lastlog->word.text, rest.at, rest.len);
	window->lastlog->word.len = rest.len;
	window->lastlog->chat = chat;
	window->lastlog->reads = true;
	logs_walk_begin(&window->lastlog->walk, &window_server(chat)->logs);
	window_lastlog_go_on(chat);
}
