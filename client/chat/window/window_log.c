/*
 * The logs of a window: each server has its own directory. A new view begins
 * with the end of its log; the server's history then adds what is not there, by
 * the IDs of the events; scrolling and searching read further back. See
 * window.h.
 */
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "conf/xdg.h"
#include "net/address.h"
#include "text/match.h"
#include "text/styled.h"
#include "text/theme.h"

/* The messages that a new view begins with, and that scrolling back adds. */
#define MESSAGES 50

/* The most lines with other events among them. */
#define LINES 150

/* Room for the name of a server's directory: that of any file. */
#define SERVER_ROOM 256

/*
 * Writes the directory of a server's logs; empty: it is too long, or unknown.
 * Its name is that of the server's section, unless that is an address, or else
 * the address, however it was spelt, or a number for the program in its place.
 */
static void
find_dir(const struct chat_options *options, char path[LOGS_DIR])
{
	const char *log = options->settings->log;
	const char *name = options->server->label;
	char room[ADDRESS_ROOM], server[SERVER_ROOM];
	char below[sizeof("logs/") + SERVER_ROOM];

	const bool labelled = name != NULL && !address_is_meant(name);
	(void)snprintf(room, sizeof(room), "via-%08x",
	    options->via != NULL ? (unsigned)str_hash(str_from(options->via)) :
				   0);
	if (!labelled)
		name = options->via != NULL ?
		    room :
		    address_name(options->address, room);
	logs_escape(str_from(name), labelled, server, sizeof(server));
	path[0] = '\0';
	if (log[0] == '\0') {
		(void)snprintf(below, sizeof(below), "logs/%s", server);
		xdg_find(
		    path, LOGS_DIR, "XDG_STATE_HOME", ".local/state", below);
		return;
	}
	const int len = snprintf(path, LOGS_DIR, "%s%s%s", log,
	    labelled ? "/" : "", labelled ? server : "");
	if (len < 0 || len >= LOGS_DIR)
		path[0] = '\0';
}

/* Begins to log where it is set. */
static bool
begin(struct chat *chat, struct error *why)
{
	struct logs *logs = &window_server(chat)->logs;
	const char *log = chat->options.settings->log;
	char path[LOGS_DIR];

	if (log == NULL)
		return logs_begin(logs, NULL, false, why);
	find_dir(&chat->options, path);
	if (path[0] == '\0')
		return error_set(why, EX_CANTCREAT,
		    log[0] == '\0' ? "cannot log: HOME is not set" :
				     "cannot log: path is too long");
	/* A subdirectory of one that was chosen needs that one first. */
	return logs_check(log, why) &&
	    logs_begin(logs, path, log[0] == '\0', why);
}

void
window_log_heed(struct chat *chat)
{
	struct window_server *server = window_server(chat);
	const char *log = chat->options.settings->log;
	struct error why;

	if ((server->log == log ||
		(server->log != NULL && log != NULL &&
		    strcmp(server->log, log) == 0)) &&
	    server->log_of == chat->options.server)
		return;
	server->log = log;
	server->log_of = chat->options.server;
	if (begin(chat, &why))
		return;
	server->logs = (struct logs) { 0 };
	CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

void
window_log_entry(struct chat *chat, const struct logs_entry *entry)
{
	struct error why;

	window_log_heed(chat);
	if (!logs_add(&window_server(chat)->logs, entry, &why))
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
	return !str_begins(record->text, STR("-- ")) &&
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
 * Puts the lines of the event that begin with this record into the view, unless
 * it has that already. Returns whether it has not.
 */
static bool
put_event(struct chat *chat, struct view *view,
    const struct logs_record *record, const struct logs_record *end)
{
	struct views *views = &chat->console->window->views;
	const enum line_kind kind =
	    record->replaces || !is_said(record) ? LINE_EVENT : LINE_TALK;
	unsigned how = VIEWS_PAST;
	bool added;

	do {
		added = views_add(views, view, kind, record->id,
			    render(chat, record), how | VIEWS_SEEN) != NULL;
		how = VIEWS_FURTHER;
	} while (added && ++record < end && record->nth > 1);
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	return added;
}

/* Returns where the last messages before the end begin. */
static const struct logs_record *
last_messages(const struct logs_list *list, const struct logs_record *end)
{
	const struct logs_record *first = end;

	for (size_t lines = 0, messages = 0;
	     first > list->record && lines < LINES && messages < MESSAGES;
	     lines++)
		messages += is_said(--first);
	return first;
}

/*
 * Puts the records from first up to the end into the view, the latest event
 * first, as far as there is memory.
 */
static bool
put_records(struct chat *chat, struct view *view,
    const struct logs_record *first, const struct logs_record *end)
{
	bool added = false;

	for (const struct logs_record *at = end; at-- > first;) {
		if (at->nth > 1)
			continue;
		if (!views_has_room(&chat->console->window->views, view)) {
			CHAT_TELL(chat, REMARK_MISTAKE, WINDOW_NO_MEMORY);
			break;
		}
		added |= put_event(chat, view, at, end);
	}
	return added;
}

/*
 * Returns whether the logs are this server's: those in a directory that was
 * chosen may be of the server of the settings, which -s overrides.
 */
static bool
is_own(const struct chat *chat)
{
	const struct settings_server *server = chat->options.server;
	const char *log = chat->options.settings->log;

	return (log != NULL && log[0] == '\0') || server->label != NULL ||
	    (chat->options.via == server->via &&
		address_same(chat->options.address, server->address));
}

/* Reads the log of the view, if that is to be read; the list may be empty. */
static void
read_log(struct chat *chat, const struct view *view, off_t most,
    struct logs_list *list)
{
	char file[LOGS_NAME];

	*list = (struct logs_list) { 0 };
	window_log_heed(chat);
	logs_name(view, file);
	if (view->kind != VIEW_ALL && is_own(chat))
		logs_read(&window_server(chat)->logs, file, most, list);
}

usec
window_log_fill(struct chat *chat, struct view *view)
{
	struct logs_list list;

	read_log(chat, view, LOGS_TAIL, &list);
	const struct logs_record *end = list.record + list.count;
	const usec last = list.count > 0 ? end[-1].id : 0;
	if (list.count > 0)
		(void)put_records(chat, view, last_messages(&list, end), end);
	logs_list_free(&list);
	return last;
}

bool
window_log_older(struct chat *chat, struct view *view, struct str word)
{
	const usec before = views_first_event(view);
	const struct line *top = view->lines.first;
	struct logs_list list;
	bool added = false;

	read_log(chat, view, LOGS_MOST, &list);
	const struct logs_record *end = list.record + list.count;
	while (end > list.record && before != 0 && end[-1].id >= before)
		end--;
	const struct logs_record *first =
	    word.len > 0 ? end : last_messages(&list, end);
	if (word.len > 0) {
		/* The last line with the word, or none. */
		while (first > list.record &&
		    (first[-1].replaces ||
			match_word(first[-1].text, 0, word).end == 0))
			first--;
		first = first > list.record ? first - 1 : end;
	}
	while (first > list.record && first < end && first->nth > 1)
		first--;
	/* What is read stays, although it takes memory. */
	if (first < end && view->place.line == NULL && top != NULL)
		view->place.line = view->lines.last;
	if (first < end)
		added = put_records(chat, view, first, end);
	logs_list_free(&list);
	return added;
}
