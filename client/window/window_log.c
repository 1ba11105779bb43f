/*
 * The logs of a window: each server has its own directory. A new view begins
 * with the end of its log; the server's history then adds what is not there, by
 * the IDs of the events. See window.h; window_older.c reads further back.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "net/address.h"
#include "person/chat_state.h"
#include "session/xdg.h"
#include "shared/codes.h"
#include "shared/names.h"
#include "text/styled.h"
#include "text/theme.h"
#include "views/logs_read.h"
#include "window/window.h"
#include "window/window_log.h"

/* The messages that a new view begins with, and the lines with other events. */
#define FILL_MESSAGES 50
#define FILL_LINES 150

/* Room for the name of a server's directory: that of any file. */
#define SERVER_ROOM 256

/*
 * Returns the label by which the logs of a server are found; null if they are
 * by its address, which may also be the name of its section.
 */
static const char *
label_of(const struct chat_options *options)
{
	const char *label = options->server->label;

	if (label == NULL || !address_is_meant(label))
		return label;
	return name_check(str_from(label)) == CODE_OK &&
		!address_same(label, options->address) ?
	    label :
	    NULL;
}

/*
 * Returns what tells servers without a label apart: the address, however it was
 * spelt, or a number for the program in its place.
 */
static const char *
server_name(const struct chat_options *options, char room[ADDRESS_ROOM])
{
	if (options->via == NULL)
		return address_name(options->address, room);
	(void)snprintf(room, ADDRESS_ROOM, "via-%08x",
	    (unsigned)str_hash(str_from(options->via)));
	return room;
}

/* Writes the default directory for the server of that name. */
static void
find_default(const char *label, const char *name, char path[LOGS_DIR])
{
	char room[sizeof("logs/") + SERVER_ROOM] = "logs/";
	const size_t begin = strlen(room);

	logs_server(label, name, &room[begin], sizeof(room) - begin);
	xdg_find(path, LOGS_DIR, "XDG_STATE_HOME", ".local/state", room);
}

/*
 * Renames the directory of another spelling of the address, in which the logs
 * may still be, if there is none of its name.
 */
static void
adopt(const struct chat *chat, const char *path)
{
	const char *address = chat->options.address;
	char name[ADDRESS_ROOM], local[ADDRESS_ROOM + sizeof("localhost")];
	const char *port = address_name(address, name);
	const char *others[3] = { address };
	char other[LOGS_DIR];
	struct stat info;

	if (str_begins(str_from(port), STR("127.0.0.1:"))) {
		port += strlen("127.0.0.1:");
		(void)snprintf(local, sizeof(local), "localhost:%s", port);
		others[1] = port;
		others[2] = local;
	}
	for (size_t i = 0; i < COUNT(others) && others[i] != NULL; i++) {
		find_default(NULL, others[i], other);
		if (lstat(path, &info) != 0 && errno == ENOENT)
			(void)rename(other, path); /* or a new one is made */
	}
}

void
window_log_dir(const struct chat_options *options, char path[LOGS_DIR])
{
	const char *log = options->settings->log;
	char name[ADDRESS_ROOM], room[SERVER_ROOM];
	int len;

	path[0] = '\0';
	if (log == NULL)
		return;
	if (log[0] == '\0') {
		find_default(
		    label_of(options), server_name(options, name), path);
		return;
	}
	logs_server(
	    label_of(options), server_name(options, name), room, sizeof(room));
	len = options->server->label == NULL ?
	    snprintf(path, LOGS_DIR, "%s", log) :
	    snprintf(path, LOGS_DIR, "%s/%s", log, room);
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
	window_log_dir(&chat->options, path);
	if (log[0] == '\0' && label_of(&chat->options) == NULL &&
	    chat->options.via == NULL)
		adopt(chat, path);
	if (path[0] == '\0')
		return error_set(why, EX_CANTCREAT,
		    log[0] == '\0' ? "cannot log: HOME is not set" :
				     "cannot log: path is too long");
	/* A subdirectory of one that was chosen needs that one first. */
	return logs_check(log, why) &&
	    logs_begin(logs, path, log[0] == '\0', why);
}

static bool
is_same(const char *one, const char *other)
{
	return one == other ||
	    (one != NULL && other != NULL && strcmp(one, other) == 0);
}

void
window_log_heed(struct chat *chat)
{
	struct window_server *server = window_server(chat);
	struct error why;

	if (is_same(server->log, chat->options.settings->log) &&
	    server->log_of == chat->options.server)
		return;
	server->log = chat->options.settings->log;
	server->log_of = chat->options.server;
	if (begin(chat, &why))
		return;
	logs_end(&server->logs);
	CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

static void
write_entry(struct chat *chat, const struct logs_entry *entry)
{
	struct error why;

	window_log_heed(chat);
	if (!logs_add(&window_server(chat)->logs, entry, clock_mono(), &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

void
window_log(struct chat *chat, const struct view *view, usec id, struct str text)
{
	if (id != 0 && window_missed_holds(view, id))
		return;
	write_entry(chat,
	    &(struct logs_entry) { .kind = view->kind,
		.name = view_name(view),
		.id = id,
		.styled = text });
}

void
window_log_replaced(
    struct chat *chat, const struct view *view, usec id, struct str text)
{
	if (window_missed_holds(view, id))
		return;
	write_entry(chat,
	    &(struct logs_entry) { .kind = view->kind,
		.name = view_name(view),
		.replaces = id,
		.styled = text });
}

bool
window_log_said(const struct logs_record *record)
{
	return !str_begins(record->text, STR("-- ")) &&
	    !str_begins(record->text, STR("!! "));
}

struct str
window_log_render(struct chat *chat, const struct logs_record *record)
{
	struct buf *to = &chat->console->line;
	struct str text = record->text;
	struct styled line;
	struct str name;

	buf_drop(to, buf_len(to));
	styled_begin(&line, to, theme_style(THEME_PAST), chat->console->depth);
	name = str_cut(&text, ':');
	if (window_log_said(record) && text.len > 0 && text.at[0] == ' ' &&
	    memchr(name.at, ' ', name.len) == NULL) {
		styled_name(&line, name, STR(""));
		styled_words(&line, STR(": "));
		str_drop(&text, 1);
		styled_text(&line, text);
	} else {
		/* The spaces of a further line are no part of its text. */
		text = str_strip_front(record->text);
		styled_words(&line,
		    (struct str) {
			record->text.at, record->text.len - text.len });
		styled_text(&line, text);
	}
	styled_end(&line);
	return buf_str(to);
}

/* A view that is being filled; the skipped records come first. */
struct filling {
	struct chat *chat;
	struct view *view;
	usec latest; /* no ID can be later */
	usec last; /* the highest ID so far */
	size_t lines, messages; /* in the log, so far */
	size_t skip_lines, skip_messages;
};

/* Counts the records in the end of the log. */
static bool
count_record(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct filling *filling = state;

	(void)kind, (void)name;
	filling->skip_lines += record->id != 0;
	filling->skip_messages += record->id != 0 && window_log_said(record);
	return true;
}

/* Returns how many lines of the event the view has. */
static size_t
count_same(const struct view *view, usec id)
{
	size_t count = 0;

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		count += lines_is_event(line) && line->time == id;
	return count;
}

/* Puts a record into the view, unless the view has it already. */
static void
put_record(struct filling *filling, const struct logs_record *record)
{
	struct views *views = &filling->chat->console->window->views;
	const enum line_kind kind =
	    window_log_said(record) ? LINE_TALK : LINE_EVENT;
	struct view *view = filling->view;
	struct buf *text = &filling->chat->console->line;
	const struct str styled = window_log_render(filling->chat, record);

	if (record->replaces)
		(void)views_replace(views, view, record->id, styled);
	else if (record->nth == 1)
		(void)views_add_past(views, view, kind, record->id, styled);
	else if (count_same(view, record->id) == record->nth - 1)
		(void)views_add_further(views, view, kind, record->id, styled);
	buf_drop(text, buf_len(text));
}

static bool
take_record(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct filling *filling = state;

	(void)kind, (void)name;
	if (record->id == 0)
		return true;
	filling->lines++;
	filling->messages += window_log_said(record);
	if (record->id > filling->latest)
		return true;
	if (record->id > filling->last)
		filling->last = record->id;
	if (filling->lines > filling->skip_lines &&
	    filling->messages > filling->skip_messages)
		put_record(filling, record);
	return true;
}

bool
window_log_is_own(const struct chat *chat)
{
	const struct settings_server *server = chat->options.server;

	return window_server(chat)->logs.bounded || server->label != NULL ||
	    (chat->options.via == server->via &&
		address_same(chat->options.address, server->address));
}

usec
window_log_fill(struct chat *chat, struct view *view)
{
	struct filling filling = { .chat = chat,
		.view = view,
		.latest = clock_wall() + WINDOW_LOG_AHEAD };
	const struct logs *logs;

	window_log_heed(chat);
	logs = &window_server(chat)->logs;
	if (!window_log_is_own(chat))
		return 0;
	logs_read_end(
	    logs, view->kind, view_name(view), count_record, &filling);
	filling.skip_lines -=
	    filling.skip_lines < FILL_LINES ? filling.skip_lines : FILL_LINES;
	filling.skip_messages -= filling.skip_messages < FILL_MESSAGES ?
	    filling.skip_messages :
	    FILL_MESSAGES;
	logs_read_end(logs, view->kind, view_name(view), take_record, &filling);
	return filling.last;
}

/* Notes the highest ID of all. */
static bool
note_last(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct filling *filling = state;

	(void)kind, (void)name;
	if (record->id <= filling->latest && record->id > filling->last)
		filling->last = record->id;
	return true;
}

uint64_t
window_log_last(struct chat *chat)
{
	struct filling filling = { .latest = clock_wall() + WINDOW_LOG_AHEAD };

	window_log_heed(chat);
	if (window_log_is_own(chat))
		logs_read_last(&window_server(chat)->logs, note_last, &filling);
	return filling.last;
}
