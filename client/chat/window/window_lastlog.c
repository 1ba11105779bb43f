/*
 * /lastlog: finds a text in all views and logs, and lists the lines as a page
 * that covers the view. See window.h.
 */
#include <stdlib.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/words/words.h"
#include "text/match.h"
#include "text/styled.h"

/* The most lines listed: the latest. */
#define LASTLOG_MOST 500

/* Room for a log's line with names before it. */
#define ROW_ROOM (LOGS_TEXT + VIEWS_TITLE + LIMIT_NAME + 16)

/* A listing; each line is "[VIEW] TEXT", in the order of the times. */
struct lastlog {
	DIR *dir; /* whose logs are still to be read; null: there is none */
	struct find_word word;
	struct lines lines;
	char room[ROW_ROOM]; /* for the row that is added */
	usec id; /* of the event that was read last */
	char name[LIMIT_NAME]; /* of who said it; empty: nobody */
	size_t name_len;
};

/*
 * Composes "[#ops] sara: hello", without styles. A further line of an event has
 * spaces where the name belongs.
 */
static struct str
compose(
    struct lastlog *lastlog, const struct view *view, usec id, struct str text)
{
	const bool further = str_begins(text, STR(" ")) && id == lastlog->id;
	char title[VIEWS_TITLE];
	struct str name = text;
	struct buf row;

	buf_init(&row, lastlog->room, sizeof(lastlog->room));
	(void)BUF_CAT(
	    &row, STR("["), views_title(view, title), STR("] ")); /* fits */
	if (further && lastlog->name_len > 0) {
		(void)BUF_CAT(&row,
		    ((struct str) { lastlog->name, lastlog->name_len }),
		    STR(": "), str_strip(text));
		return buf_str(&row);
	}
	(void)BUF_CAT(&row, text);
	const struct str said = str_cut(&name, ':');
	const bool named = name.at != NULL && said.len <= LIMIT_NAME &&
	    memchr(said.at, ' ', said.len) == NULL;
	lastlog->id = id;
	lastlog->name_len = named ? said.len : 0;
	memcpy(lastlog->name, said.at, lastlog->name_len);
	return buf_str(&row);
}

/* Lists a line once, in its place, and drops the oldest one of too many. */
static void
list(struct lastlog *lastlog, usec time, struct str row)
{
	struct lines *lines = &lastlog->lines;
	struct line *before = NULL, *line = lines->last;

	for (; line != NULL && line->time >= time; line = line->before) {
		if (line->time == time && str_eq(lines_text(line), row))
			return;
		if (line->time > time)
			before = line;
	}
	line = lines_new(LINE_REMARK, time, row);
	if (line == NULL) /* out of memory, it lacks this line */
		return;
	lines_put(lines, line, before);
	if (lines->count <= LASTLOG_MOST)
		return;
	line = lines->first;
	lines_take_out(lines, line);
	free(line);
}

static bool
has_word(const struct lastlog *lastlog, struct str text)
{
	return match_word(text, 0, find_text(&lastlog->word)).end != 0;
}

/* Takes the lines of a log, whose view need not be open. */
static void
take_log(struct chat *chat, struct lastlog *lastlog, enum view_kind kind,
    struct str name)
{
	const struct view *open = window_find(chat, kind, name);
	struct view view = { .kind = kind, .name_len = name.len };
	struct logs_list log;

	memcpy(view.name, name.at, name.len);
	logs_read(&window_server(chat)->logs, kind, name, LOGS_MOST, &log);
	for (size_t i = 0; i < log.count; i++) {
		const struct logs_record *record = &log.record[i];
		/* The name of an open view is as its server spells it. */
		const struct str row = compose(lastlog,
		    open != NULL ? open : &view, record->id, record->text);
		if (!record->replaces && has_word(lastlog, record->text))
			list(lastlog, record->id, row);
	}
	logs_list_free(&log);
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
		const struct str row = compose(lastlog, view, line->time,
		    logs_plain(lines_text(line), room));
		if (has_word(lastlog, lines_text(line)))
			list(lastlog, line->time, row);
	}
}

/* Shows the listing: "2026-11-20 07:14:03 [#ops] sara: hello". */
static void
show_all(struct chat *chat, const struct lastlog *lastlog)
{
	struct buf *text = &chat->console->line;
	char date[LOGS_DATE];
	struct styled row;

	if (lastlog->lines.count == 0)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view or log has "),
		    find_text(&lastlog->word));
	for (const struct line *line = lastlog->lines.first; line != NULL;
	     line = line->after) {
		buf_drop(text, buf_len(text));
		styled_begin(&row, text, 0, STYLED_RICH, chat->console->depth);
		styled_words(&row, logs_date(line->time, date));
		styled_text(&row, lines_text(line));
		styled_end(&row);
		window_pager_line(chat, buf_str(text));
	}
	buf_drop(text, buf_len(text));
	/* The latest are at the end, which is shown first. */
	chat->console->window->leafed = false;
}

void
window_lastlog_end(struct window *window)
{
	struct lastlog *lastlog = window->lastlog;

	if (lastlog == NULL)
		return;
	if (lastlog->dir != NULL)
		(void)closedir(lastlog->dir);
	lines_free(&lastlog->lines);
	free(lastlog);
	window->lastlog = NULL;
}

void
window_lastlog_go_on(struct chat *chat)
{
	struct window *window = chat->console->window;
	struct lastlog *lastlog = window->lastlog;
	char room[LIMIT_GROUP];
	struct str name = { room, 0 };
	enum view_kind kind;

	if (lastlog == NULL)
		return;
	if (lastlog->dir != NULL &&
	    logs_next(lastlog->dir, &kind, room, &name.len)) {
		take_log(chat, lastlog, kind, name);
		return;
	}
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
	const char *dir = window_server(chat)->logs.dir;

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
	window->lastlog->dir = dir[0] != '\0' ? opendir(dir) : NULL;
	window_lastlog_go_on(chat);
}
