/*
 * The logs of a window: each server has its own directory. A new view begins
 * with the end of its log; the server's history then adds what is not there, by
 * the IDs of the events; scrolling and searching read further back. See
 * window.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "conf/files.h"
#include "net/address.h"
#include "text/styled.h"
#include "text/theme.h"

/* The messages that a new view begins with. */
#define MESSAGES 50

/* The bytes of a log that are read for a new view, and later on. */
#define TAIL ((size_t)128 << 10)
#define MOST ((size_t)1 << 20)

/* Room for the name of a server's directory: that of any file. */
#define SERVER_ROOM 256

/*
 * Writes the directory of a server's logs; empty: it is too long, or unknown.
 * Its name is that of the server's section or else the address, however it was
 * spelt, or a number for the program in its place.
 */
static void
find_dir(const struct chat_options *options, char path[LOGS_DIR])
{
	const char *log = options->settings->log;
	const char *name = options->server->label;
	char room[ADDRESS_ROOM], server[SERVER_ROOM];
	char below[sizeof("logs/") + SERVER_ROOM];

	if (name == NULL && options->via != NULL) {
		(void)snprintf(room, sizeof(room), "via-%08x",
		    (unsigned)str_hash(str_from(options->via)));
		name = room;
	}
	if (name == NULL)
		name = address_name(options->address, room);
	logs_escape(str_from(name), server, sizeof(server));
	(void)snprintf(below, sizeof(below), "logs/%s", server);
	if (log[0] == '\0')
		xdg_find(
		    path, LOGS_DIR, "XDG_STATE_HOME", ".local/state", below);
	else if (snprintf(path, LOGS_DIR, "%s/%s", log, server) >= LOGS_DIR)
		path[0] = '\0';
}

void
window_log_entry(struct chat *chat, const struct logs_entry *entry)
{
	struct logs *logs = &window_server(chat)->logs;
	struct error why;

	if (chat->options.settings->log == NULL)
		return;
	find_dir(&chat->options, logs->dir);
	if (!logs_add(logs, entry, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

void
window_log(struct chat *chat, const struct view *view, usec id, struct str text)
{
	const struct logs_entry entry = {
		.view = view, .id = id, .styled = text
	};

	window_log_entry(chat, &entry);
}

/*
 * Returns whether a person has said what the record holds: no name begins with
 * "-" or "!".
 */
static bool
is_said(const struct logs_record *record)
{
	return !record->replaces && !str_begins(record->text, STR("-- ")) &&
	    !str_begins(record->text, STR("!! "));
}

/*
 * Renders the text of a record as that of the past: harmless, and with a name
 * isolated, in the chat's line, which the caller drops.
 */
static struct str
render(struct chat *chat, const struct logs_record *record)
{
	struct buf *to = &chat->console->line;
	struct str text = record->text;
	struct styled line;

	buf_drop(to, buf_len(to));
	styled_begin(&line, to, theme_style(THEME_PAST), STYLED_RICH,
	    chat->console->depth);
	const struct str name = str_cut(&text, ':');
	if (is_said(record) && text.len > 0 && text.at[0] == ' ' &&
	    memchr(name.at, ' ', name.len) == NULL) {
		styled_text(&line, name);
		styled_words(&line, STR(": "));
		str_drop(&text, 1);
	} else {
		/* The spaces of a further line are no part of its text. */
		text = str_strip_front(record->text);
		styled_words(&line,
		    (struct str) {
			record->text.at, record->text.len - text.len });
	}
	styled_text(&line, text);
	styled_end(&line);
	return buf_str(to);
}

/*
 * Adds a record of a log to the only view of those, unless that has it: another
 * client may have written it, too.
 */
static void
add_record(
    struct chat *chat, struct views *logged, const struct logs_record *record)
{
	struct view *view = logged->view[0];
	const struct str text = render(chat, record);

	if (record->replaces)
		(void)views_replace(logged, view, record->id, text);
	else if (record->nth == views_count(view, record->id) + 1)
		(void)views_add(logged, view,
		    is_said(record) ? LINE_TALK : LINE_EVENT, record->id, text,
		    VIEWS_SEEN |
			(record->nth > 1 ? VIEWS_FURTHER : VIEWS_PAST));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

/*
 * Takes the last messages of a view's log into the view: those before its first
 * event, and before the ID. Returns whether there was one.
 */
static bool
take(struct chat *chat, struct view *view, size_t most, usec before,
    size_t messages)
{
	struct logs *logs = &window_server(chat)->logs;
	struct views *views = &chat->console->window->views;
	struct logs_record record;
	struct views logged;
	char *memory;
	bool taken;

	if (view->kind == VIEW_ALL || chat->options.settings->log == NULL ||
	    !views_begin(&logged))
		return false;
	views_limit(&logged, SIZE_MAX);
	find_dir(&chat->options, logs->dir);
	struct str text = logs_read(logs, view, most, &memory);
	while (logs_next(&text, &record))
		add_record(chat, &logged, &record);
	free(memory);
	taken = views_take_past(views, view, &logged, before, messages);
	views_free(&logged);
	return taken;
}

void
window_log_fill(struct chat *chat, struct view *view, usec before)
{
	(void)take(chat, view, TAIL, before, MESSAGES);
}

bool
window_log_older(struct chat *chat, struct view *view)
{
	const bool at_end = view->place.line == NULL;

	/* What is read stays, although it takes memory. */
	if (at_end)
		view->place.line = view->lines.last;
	const bool taken = take(chat, view, MOST, 0, SIZE_MAX);
	if (at_end && !taken)
		view->place.line = NULL;
	return taken;
}
