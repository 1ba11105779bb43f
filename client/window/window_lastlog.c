/*
 * /lastlog: finds a text in all views and logs of all servers, and lists the
 * lines as a page that covers the view. See window.h.
 */
#include <stdlib.h>

#include "commands/words.h"
#include "person/chat_state.h"
#include "text/match.h"
#include "text/styled.h"
#include "views/logs_read.h"
#include "views/logs_text.h"
#include "window/window.h"

/* The most lines listed: the latest. */
#define LASTLOG_MOST 500

/* Room for a log's line and the name of its view. */
#define ROW_ROOM (LOGS_TEXT + VIEWS_TITLE + 8)

/* A listing; each line is "[VIEW] TEXT", in the order of the times. */
struct lastlog {
	struct chat *chat; /* the one whose logs are read */
	struct str word;
	struct lines lines;
	char room[ROW_ROOM]; /* for the row that is added */
};

/* Composes "[#ops] sara: hello", without styles, in the listing's room. */
static struct str
compose(struct lastlog *lastlog, const struct view *view, struct str text)
{
	char title[VIEWS_TITLE];
	struct buf row;

	buf_init(&row, lastlog->room, sizeof(lastlog->room));
	if (view->kind != VIEW_ALL)
		(void)BUF_CAT(&row, STR("["),
		    window_title(lastlog->chat, view, title),
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

/* Takes a record of a log, of a view that need not be open. */
static bool
take_record(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct lastlog *lastlog = state;
	const struct view *open = window_find(lastlog->chat, kind, name);
	struct view view = { .server = lastlog->chat->number,
		.kind = kind,
		.name_len = name.len };

	if (!record->replaces &&
	    match_word(record->text, 0, lastlog->word).end == 0)
		return true;
	if (name.len > 0)
		memcpy(view.name, name.at, name.len);
	/* The name of an open view is as its server spells it. */
	if (open == NULL)
		open = &view;
	if (record->replaces)
		unlist(lastlog, open, record->id);
	else
		list(lastlog, open, logs_time(record), record->text);
	return true;
}

/* Takes the lines of a view that are no remarks. */
static void
take_view(struct lastlog *lastlog, const struct view *view)
{
	char room[LOGS_TEXT];

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		if (lines_is_event(line) &&
		    match_word(lines_text(line), 0, lastlog->word).end != 0)
			list(lastlog, view, line->time,
			    logs_plain(lines_text(line), room));
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

/* Finds the text in all logs and views, those of each server. */
static void
find_all(struct lastlog *lastlog, struct console *console)
{
	const struct views *views = &console->window->views;

	for (size_t i = 0; i < CHAT_SERVERS; i++) {
		lastlog->chat = console->chat[i];
		if (lastlog->chat == NULL)
			continue;
		logs_read_all(
		    &window_server(lastlog->chat)->logs, take_record, lastlog);
		for (size_t j = 1; j < views->count; j++)
			if (views->view[j]->server == i)
				take_view(lastlog, views->view[j]);
	}
}

void
window_lastlog(struct chat *chat, struct str rest)
{
	const struct excess over = { .limit = FIND_MOST, .len = rest.len };
	static struct lastlog lastlog;

	if (rest.len > FIND_MOST) {
		CHAT_TELL(chat, REMARK_MISTAKE, words_why(CODE_TOO_LONG, over));
		return;
	}
	lastlog = (struct lastlog) { .chat = chat, .word = rest };
	find_all(&lastlog, chat->console);
	if (lastlog.lines.count == 0)
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("no view or log has "), rest);
	for (const struct line *line = lastlog.lines.first; line != NULL;
	     line = line->after)
		show(chat, line);
	lines_free(&lastlog.lines);
	/* The latest are at the end, which is shown first. */
	chat->console->window->leafed = false;
}
