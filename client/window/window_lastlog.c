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

/* How much of the logs is read in a turn of the client. */
#define LASTLOG_STEP ((off_t)1 << 20)

/* A listing; each line is "[VIEW] TEXT", in the order of the times. */
struct lastlog {
	struct chat *chat; /* the one whose logs are read */
	unsigned server; /* its number; CHAT_SERVERS: all have been read */
	struct logs_walk walk;
	struct find_word word;
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
		    match_word(lines_text(line), 0, find_text(&lastlog->word))
			    .end != 0)
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

/* Begins with the logs of the next server, from that number on. */
static void
next_server(struct lastlog *lastlog, struct console *console, unsigned server)
{
	while (server < CHAT_SERVERS && console->chat[server] == NULL)
		server++;
	lastlog->server = server;
	if (server == CHAT_SERVERS)
		return;
	lastlog->chat = console->chat[server];
	logs_walk_begin(&lastlog->walk, &window_server(lastlog->chat)->logs);
}

/* Ends with the logs of a server; then come its views. */
static void
end_server(struct lastlog *lastlog, struct console *console)
{
	const struct views *views = &console->window->views;

	logs_walk_end(&lastlog->walk);
	for (size_t i = 1; i < views->count; i++)
		if (views->view[i]->server == lastlog->server)
			take_view(lastlog, views->view[i]);
	next_server(lastlog, console, lastlog->server + 1);
}

void
window_lastlog_end(struct window *window)
{
	struct lastlog *lastlog = window->lastlog;

	if (lastlog == NULL)
		return;
	if (lastlog->server < CHAT_SERVERS)
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
	if (lastlog->server < CHAT_SERVERS &&
	    !logs_walk_on(&lastlog->walk, LASTLOG_STEP, take_record, lastlog))
		end_server(lastlog, chat->console);
	if (lastlog->server < CHAT_SERVERS)
		return;
	show_all(chat, lastlog);
	window_lastlog_end(window);
}

void
window_lastlog_closed(struct chat *chat)
{
	struct lastlog *lastlog = chat->console->window->lastlog;

	if (lastlog == NULL || lastlog->server != chat->number)
		return;
	logs_walk_end(&lastlog->walk);
	next_server(lastlog, chat->console, lastlog->server + 1);
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
	next_server(window->lastlog, chat->console, 0);
	window_lastlog_go_on(chat);
}
