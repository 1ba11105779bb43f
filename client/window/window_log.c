/*
 * The logs of a window: each server has its own directory. A new view begins
 * with the end of its log; the server's history then adds what is not there, by
 * the IDs of the events. See window.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "person/chat_state.h"
#include "session/xdg.h"
#include "text/match.h"
#include "text/styled.h"
#include "text/theme.h"
#include "views/logs_read.h"
#include "window/window.h"

/* The messages that a new view begins with, and the lines with other events. */
#define FILL_MESSAGES 50
#define FILL_LINES 150

/* How far ahead of ours a server's clock may be. */
#define AHEAD (24 * 60 * 60 * SEC)

/* Room for the name of a server's directory: that of any file. */
#define SERVER_ROOM 256

/* Room for "via-" and a number. */
#define VIA_NAME 16

/*
 * Returns what tells servers without a label apart: the address, or a number
 * for the program in its place.
 */
static const char *
server_name(const struct chat *chat, char room[VIA_NAME])
{
	if (chat->options.via == NULL)
		return chat->options.address;
	(void)snprintf(room, VIA_NAME, "via-%08x",
	    (unsigned)str_hash(str_from(chat->options.via)));
	return room;
}

/* Writes the directory for the server; empty: there is none. */
static void
find_dir(const struct chat *chat, char path[LOGS_DIR])
{
	const char *log = chat->options.settings->log;
	char name[sizeof("logs/") + SERVER_ROOM] = "logs/";
	const size_t begin = strlen(name);
	char via[VIA_NAME];
	int len;

	logs_server(chat->options.server->label, server_name(chat, via),
	    &name[begin], sizeof(name) - begin);
	if (log[0] == '\0') {
		xdg_find(
		    path, LOGS_DIR, "XDG_STATE_HOME", ".local/state", name);
		return;
	}
	len = chat->options.server->label == NULL ?
	    snprintf(path, LOGS_DIR, "%s", log) :
	    snprintf(path, LOGS_DIR, "%s/%s", log, &name[begin]);
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
	find_dir(chat, path);
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

	if (is_same(server->log, chat->options.settings->log))
		return;
	server->log = chat->options.settings->log;
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
	write_entry(chat,
	    &(struct logs_entry) { .kind = view->kind,
		.name = view_name(view),
		.replaces = id,
		.styled = text });
}

/* Returns whether a person has said it: no name begins with "-" or "!". */
static bool
is_said(const struct logs_record *record)
{
	return !str_begins(record->text, STR("-- ")) &&
	    !str_begins(record->text, STR("!! "));
}

/*
 * Renders the text of a record as that of the past: harmless, and with a name
 * at the front isolated. The caller drops it.
 */
static struct str
window_log_render(
    struct chat *chat, const struct logs_record *record, struct str front)
{
	struct buf *to = &chat->console->line;
	const struct str base =
	    front.len > 0 ? STR("") : theme_style(THEME_PAST);
	struct str text = record->text;
	struct styled line;
	struct str name;

	buf_drop(to, buf_len(to));
	styled_begin(&line, to, base, chat->console->depth);
	styled_text(&line, front);
	name = str_cut(&text, ':');
	if (is_said(record) && text.len > 0 && text.at[0] == ' ' &&
	    memchr(name.at, ' ', name.len) == NULL) {
		styled_name(&line, name, STR(""));
		styled_words(&line, STR(":"));
		styled_text(&line, text);
	} else
		styled_text(&line, record->text);
	styled_end(&line);
	return buf_str(to);
}

/* A view that is being filled; the skipped records come first. */
struct filling {
	struct chat *chat;
	struct view *view;
	usec latest; /* no ID can be later */
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
	filling->skip_messages += record->id != 0 && is_said(record);
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
	const enum line_kind kind = is_said(record) ? LINE_TALK : LINE_EVENT;
	struct view *view = filling->view;
	struct buf *text = &filling->chat->console->line;
	const struct str styled =
	    window_log_render(filling->chat, record, STR(""));

	if (record->replaces)
		(void)views_replace(
		    views, view, view->server, record->id, styled);
	else if (record->nth == 1)
		(void)views_add_past(
		    views, view, view->server, kind, record->id, styled);
	else if (count_same(view, record->id) == record->nth - 1)
		(void)views_add_further(
		    views, view, view->server, kind, record->id, styled);
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
	filling->messages += is_said(record);
	if (filling->lines > filling->skip_lines &&
	    filling->messages > filling->skip_messages &&
	    record->id <= filling->latest)
		put_record(filling, record);
	return true;
}

/*
 * Returns whether all in the directory is from this server. One that was chosen
 * may also have the logs of other addresses, which were given by -s.
 */
static bool
is_own(const struct chat *chat)
{
	const struct settings_server *server = chat->options.server;

	return window_server(chat)->logs.bounded || server->label != NULL ||
	    (chat->options.via == server->via &&
		strcmp(chat->options.address, server->address) == 0);
}

void
window_log_fill(struct chat *chat, struct view *view)
{
	struct filling filling = {
		.chat = chat, .view = view, .latest = clock_wall() + AHEAD
	};
	const struct logs *logs;

	window_log_heed(chat);
	logs = &window_server(chat)->logs;
	if (!is_own(chat))
		return;
	logs_read_end(
	    logs, view->kind, view_name(view), count_record, &filling);
	filling.skip_lines -=
	    filling.skip_lines < FILL_LINES ? filling.skip_lines : FILL_LINES;
	filling.skip_messages -= filling.skip_messages < FILL_MESSAGES ?
	    filling.skip_messages :
	    FILL_MESSAGES;
	logs_read_end(logs, view->kind, view_name(view), take_record, &filling);
}

/* A line of the log that is to be added. */
struct older {
	struct line *line; /* its time is the ID */
	size_t nth; /* line of the event, the first is 1 */
	size_t number; /* in the order of the log */
	bool replaces;
};

/* A search in the log of a view, and then the lines from the match on. */
struct deepening {
	struct filling filling;
	struct str word;
	usec before; /* the ID of the view's first event, or 0 */
	usec match; /* the ID of the latest match before it; 0: none */
	usec last[FILL_MESSAGES]; /* IDs of the latest messages before it */
	size_t messages; /* how many there are */
	struct older *older;
	size_t count, room; /* of older */
	size_t bytes; /* that the lines take */
	bool cut; /* there is no memory for more */
};

static bool
find_match(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct deepening *deepening = state;

	(void)kind, (void)name;
	if (record->id != 0 && record->id <= deepening->filling.latest &&
	    (deepening->before == 0 || record->id < deepening->before) &&
	    record->id > deepening->match && !record->replaces &&
	    match_word(record->text, 0, deepening->word).end != 0)
		deepening->match = record->id;
	return true;
}

/*
 * Returns whether the view has room for another line, and for new ones after
 * it: a view that outgrows its memory loses what the person reads.
 */
static bool
has_memory(const struct deepening *deepening, const struct line *line)
{
	const struct filling *filling = &deepening->filling;
	const size_t most = filling->chat->console->window->views.most;

	return filling->view->lines.bytes + deepening->bytes +
	    lines_cost(line) <=
	    VIEWS_DEEP * most - most / 2;
}

/* Makes room for one more line in the array. */
static bool
grow(struct deepening *deepening)
{
	const size_t room = deepening->room > 0 ? 2 * deepening->room : 64;
	struct older *older;

	if (deepening->count < deepening->room)
		return true;
	older = realloc(deepening->older, room * sizeof(*older));
	if (older == NULL)
		return false;
	deepening->older = older;
	deepening->room = room;
	return true;
}

/* Takes a line; returns false if there is no memory for it. */
static bool
add_older(struct deepening *deepening, const struct logs_record *record,
    struct line *line)
{
	if (line == NULL || !has_memory(deepening, line) || !grow(deepening)) {
		free(line);
		deepening->cut = true;
		return false;
	}
	deepening->bytes += lines_cost(line);
	deepening->older[deepening->count] = (struct older) { .line = line,
		.nth = record->nth,
		.number = deepening->count,
		.replaces = record->replaces };
	deepening->count++;
	return true;
}

static bool
take_from_match(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct deepening *deepening = state;
	struct filling *filling = &deepening->filling;
	struct buf *text = &filling->chat->console->line;
	const enum line_kind line_kind =
	    record->replaces || !is_said(record) ? LINE_EVENT : LINE_TALK;
	struct line *line;

	(void)kind, (void)name;
	if (record->id < deepening->match || record->id > filling->latest ||
	    (deepening->before != 0 && record->id >= deepening->before))
		return true;
	line = lines_new(line_kind, record->id,
	    window_log_render(filling->chat, record, STR("")));
	buf_drop(text, buf_len(text));
	return add_older(deepening, record, line);
}

/*
 * Sorts by events; of one, the lines of the message come before what took their
 * place.
 */
static int
order(const void *one, const void *other)
{
	const struct older *a = one, *b = other;

	if (a->line->time != b->line->time)
		return a->line->time < b->line->time ? -1 : 1;
	if (a->replaces != b->replaces)
		return a->replaces ? 1 : -1;
	if (!a->replaces && a->nth != b->nth)
		return a->nth < b->nth ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

/*
 * Keeps each line of an event once: the log has it twice if two clients have
 * written it. A message that was deleted keeps the line in its place. The
 * others have no line then. Returns the number of records of the event.
 */
static size_t
choose(struct older *older, size_t count)
{
	const usec id = older[0].line->time;
	size_t end = 1, kept = 0;

	while (end < count && older[end].line->time == id)
		end++;
	const bool deleted = older[end - 1].replaces && !older[0].replaces;
	for (size_t i = 0; i < end; i++) {
		const bool keeps = deleted ?
		    i + 1 == end :
		    !older[i].replaces && older[i].nth == kept + 1;
		kept += keeps;
		if (keeps)
			continue;
		free(older[i].line);
		older[i].line = NULL;
	}
	return end;
}

/* Returns a line that says that others are missing; null without memory. */
static struct line *
missing(struct chat *chat)
{
	const struct str why = STR("lines are missing here: no memory for "
				   "them; /set scrollback gives more");
	struct buf *text = &chat->console->line;
	struct line *line;

	buf_drop(text, buf_len(text));
	render_window_remark(text, &why, 1);
	line = lines_new(LINE_REMARK, 0, buf_str(text));
	buf_drop(text, buf_len(text));
	return line;
}

/* Moves the lines that are kept to an array with room for all. */
static size_t
collect(const struct deepening *deepening, struct line **lines)
{
	size_t count = 0;

	for (size_t i = 0; i < deepening->count; i++)
		if (deepening->older[i].line != NULL)
			lines[count++] = deepening->older[i].line;
	return count;
}

/* Puts the lines into the view, and marks where some are missing. */
static void
put_older(struct deepening *deepening)
{
	struct chat *chat = deepening->filling.chat;
	const size_t all = deepening->count;
	struct line **lines = malloc((all + 1) * sizeof(struct line *));
	size_t count;

	qsort(deepening->older, all, sizeof(deepening->older[0]), order);
	for (size_t i = 0; i < all;)
		i += choose(&deepening->older[i], all - i);
	if (lines == NULL) {
		for (size_t i = 0; i < all; i++)
			free(deepening->older[i].line);
	} else {
		count = collect(deepening, lines);
		if (deepening->cut && (lines[count] = missing(chat)) != NULL)
			count++;
		views_add_older(&chat->console->window->views,
		    deepening->filling.view, lines, count);
	}
	free(lines);
	free(deepening->older);
}

/* Counts the messages before the view's first event. */
static bool
find_page(void *state, enum view_kind kind, struct str name,
    const struct logs_record *record)
{
	struct deepening *deepening = state;

	(void)kind, (void)name;
	if (record->id != 0 && !record->replaces && is_said(record) &&
	    (deepening->before == 0 || record->id < deepening->before))
		deepening->last[deepening->messages++ % FILL_MESSAGES] =
		    record->id;
	return true;
}

/*
 * Begins a search in the view's log. Returns null if that is not to be read.
 */
static const struct logs *
begin_deepening(struct chat *chat, struct view *view, struct deepening *begun)
{
	if (view->kind == VIEW_ALL)
		return NULL;
	chat = chat->console->chat[view->server];
	*begun = (struct deepening) {
		.filling = { .chat = chat,
		    .view = view,
		    .latest = clock_wall() + AHEAD },
		.before = views_first_event(view),
	};
	return is_own(chat) ? &window_server(chat)->logs : NULL;
}

/* Adds the lines from the match on. Returns false if there is no match. */
static bool
deepen(const struct logs *logs, struct deepening *deepening)
{
	struct view *view = deepening->filling.view;

	if (deepening->match == 0)
		return false;
	/* The lines that are read stay, although they take memory. */
	view->deep = true;
	if (view->place.line == NULL)
		view->place.line = view->lines.last;
	logs_read_view(
	    logs, view->kind, view_name(view), take_from_match, deepening);
	if (deepening->cut && deepening->count == 0)
		CHAT_TELL(deepening->filling.chat, REMARK_MISTAKE,
		    STR("no memory for older lines; /set scrollback gives "
			"more"));
	if (deepening->count == 0)
		return false;
	put_older(deepening);
	return true;
}

bool
window_log_older(struct chat *chat, struct view *view, struct str word)
{
	struct deepening deepening;
	const struct logs *logs = begin_deepening(chat, view, &deepening);

	if (logs == NULL)
		return false;
	deepening.word = word;
	logs_read_view(
	    logs, view->kind, view_name(view), find_match, &deepening);
	return deepen(logs, &deepening);
}

bool
window_log_page(struct chat *chat, struct view *view)
{
	struct deepening deepening;
	const struct logs *logs = begin_deepening(chat, view, &deepening);
	size_t first;

	if (logs == NULL)
		return false;
	logs_read_view(
	    logs, view->kind, view_name(view), find_page, &deepening);
	first = deepening.messages < FILL_MESSAGES ?
	    0 :
	    deepening.messages % FILL_MESSAGES;
	deepening.match = deepening.last[first];
	return deepen(logs, &deepening);
}
