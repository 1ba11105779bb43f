/*
 * /lastlog: finds a text in all views and logs, and lists the lines as a page
 * that covers the view. See window.h.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/words/words.h"
#include "text/match.h"
#include "text/styled.h"

/* The most lines listed: the latest. */
#define LASTLOG_MOST 500

/* Room for a line with the names of its view and of who said it. */
#define ROW_ROOM (LOGS_TEXT + LOGS_NAME + LIMIT_NAME + 8)

/* The listing; each line is "[VIEW] TEXT", in the order of the times. */
struct lastlog {
	struct str word;
	struct lines lines;
	usec id; /* of the event that was read last */
	char name[LIMIT_NAME]; /* of who said it; empty: nobody */
	size_t name_len;
};

/* Returns the text of a row, behind "[VIEW] ". */
static struct str
text_of(struct str row)
{
	(void)str_cut(&row, ']');
	return row;
}

/*
 * Returns the name for a line: a further line of an event has spaces where it
 * belongs. Notes it, if this is an event's first one, that has it itself.
 */
static struct str
name_of(struct lastlog *lastlog, usec id, struct str text)
{
	const bool further = id == lastlog->id && str_begins(text, STR(" "));

	if (further)
		return (struct str) { lastlog->name, lastlog->name_len };
	const struct str said = str_cut(&text, ':');
	const bool named = text.at != NULL && said.len <= LIMIT_NAME &&
	    memchr(said.at, ' ', said.len) == NULL;
	lastlog->id = id;
	lastlog->name_len = named ? said.len : 0;
	memcpy(lastlog->name, said.at, lastlog->name_len);
	return STR("");
}

/*
 * Lists a line with the word once, in its place, and drops the oldest one of
 * too many. Out of memory, it lacks the line.
 */
static void
list(struct lastlog *lastlog, struct str view, usec time, struct str text)
{
	const struct str name = name_of(lastlog, time, text);
	struct lines *lines = &lastlog->lines;
	struct line *before = NULL, *line = lines->last;
	char room[ROW_ROOM];
	struct buf row;

	if (match_word(text, 0, lastlog->word).end == 0)
		return;
	buf_init(&row, room, sizeof(room));
	(void)BUF_CAT(&row, STR("["), view, STR("] "), name,
	    name.len > 0 ? STR(": ") : STR(""),
	    name.len > 0 ? str_strip(text) : text); /* it fits */
	for (; line != NULL && line->time >= time; line = line->before) {
		if (line->time == time &&
		    str_eq(text_of(lines_text(line)), text_of(buf_str(&row))))
			return;
		if (line->time > time)
			before = line;
	}
	line = lines_new(LINE_REMARK, time, buf_str(&row));
	if (line == NULL)
		return;
	lines_put(lines, line, before);
	if (lines->count <= LASTLOG_MOST)
		return;
	line = lines->first;
	lines_take_out(lines, line);
	free(line);
}

/* Takes the lines of a view that are no remarks. */
static void
take_view(struct lastlog *lastlog, const struct view *view)
{
	char room[LOGS_TEXT], title[VIEWS_TITLE];

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		if (lines_is_event(line))
			list(lastlog, views_title(view, title), line->time,
			    logs_plain(lines_text(line), room));
}

/* Takes the lines of a log, whose view need not be open. */
static void
take_log(struct lastlog *lastlog, const struct logs *logs, const char *file)
{
	const struct str end = STR(".log");
	char title[LOGS_NAME + 1];
	struct str name = str_from(file);
	struct logs_list log;

	if (name.len <= end.len || name.len >= LOGS_NAME ||
	    !str_eq(
		(struct str) { name.at + name.len - end.len, end.len }, end))
		return;
	name.len -= end.len;
	const bool group = !str_skip(&name, STR("@"));
	(void)snprintf(title, sizeof(title), "%s%.*s", group ? "#" : "",
	    (int)name.len, name.at);
	logs_read(logs, file, LOGS_EACH, &log);
	for (size_t i = 0; i < log.count; i++)
		if (!log.record[i].replaces)
			list(lastlog, str_from(title), log.record[i].id,
			    log.record[i].text);
	logs_list_free(&log);
}

/* Shows the listing: "2026-11-20 07:14:03 [#ops] sara: hello". */
static void
show(struct chat *chat, const struct lastlog *lastlog)
{
	struct buf *text = &chat->console->line;
	char date[LOGS_DATE];
	struct styled row;

	if (lastlog->lines.count == 0)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view or log has "),
		    lastlog->word);
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
window_lastlog(struct chat *chat, struct str rest)
{
	const struct excess over = { .limit = FIND_MOST, .len = rest.len };
	const struct views *views = &chat->console->window->views;
	const struct logs *logs = &window_server(chat)->logs;
	struct lastlog lastlog = { .word = rest };
	const struct dirent *entry;

	if (rest.len > FIND_MOST) {
		CHAT_TELL(chat, REMARK_MISTAKE, words_why(CODE_TOO_LONG, over));
		return;
	}
	for (size_t i = 1; i < views->count; i++)
		take_view(&lastlog, views->view[i]);
	DIR *dir = logs->dir[0] != '\0' ? opendir(logs->dir) : NULL;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		take_log(&lastlog, logs, entry->d_name);
	if (dir != NULL)
		(void)closedir(dir);
	show(chat, &lastlog);
	lines_free(&lastlog.lines);
}
