/*
 * Older lines from the log of a view: those from a match on, for a search, and
 * the last messages before the view, for scrolling. See window.h.
 */
#include <stdlib.h>

#include "person/chat_state.h"
#include "text/match.h"
#include "views/logs_read.h"
#include "window/window.h"
#include "window/window_log.h"

/* The messages that scrolling back adds at a time. */
#define PAGE_MESSAGES 50

/* A line of the log that is to be added. */
struct older {
	struct line *line; /* its time is the ID */
	size_t nth; /* line of the event, the first is 1 */
	size_t number; /* in the order of the log */
	bool replaces;
};

/* A search in the log of a view, and then the lines from the match on. */
struct deepening {
	struct chat *chat;
	struct view *view;
	usec latest; /* no ID can be later */
	struct str word;
	usec before; /* the ID of the view's first event, or 0 */
	usec match; /* the ID of the latest match before it; 0: none */
	usec last[PAGE_MESSAGES]; /* IDs of the latest messages before it */
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
	if (record->id != 0 && record->id <= deepening->latest &&
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
	const size_t most = deepening->chat->console->window->views.most;

	return deepening->view->lines.bytes + deepening->bytes +
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
	struct buf *text = &deepening->chat->console->line;
	const enum line_kind line_kind =
	    record->replaces || !window_log_said(record) ? LINE_EVENT :
							   LINE_TALK;
	struct line *line;

	(void)kind, (void)name;
	if (record->id < deepening->match || record->id > deepening->latest ||
	    (deepening->before != 0 && record->id >= deepening->before))
		return true;
	line = lines_new(
	    line_kind, record->id, window_log_render(deepening->chat, record));
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
	struct chat *chat = deepening->chat;
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
		views_add_older(&chat->console->window->views, deepening->view,
		    lines, count);
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
	if (record->id != 0 && !record->replaces && window_log_said(record) &&
	    (deepening->before == 0 || record->id < deepening->before))
		deepening->last[deepening->messages++ % PAGE_MESSAGES] =
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
	*begun = (struct deepening) {
		.chat = chat,
		.view = view,
		.latest = clock_wall() + WINDOW_LOG_AHEAD,
		.before = views_first_event(view),
	};
	return window_log_is_own(chat) ? &window_server(chat)->logs : NULL;
}

/* Adds the lines from the match on. Returns false if there is no match. */
static bool
deepen(const struct logs *logs, struct deepening *deepening)
{
	struct view *view = deepening->view;

	if (deepening->match == 0)
		return false;
	/* The lines that are read stay, although they take memory. */
	view->deep = true;
	if (view->place.line == NULL)
		view->place.line = view->lines.last;
	logs_read_view(
	    logs, view->kind, view_name(view), take_from_match, deepening);
	if (deepening->cut && deepening->count == 0)
		CHAT_TELL(deepening->chat, REMARK_MISTAKE,
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
	first = deepening.messages < PAGE_MESSAGES ?
	    0 :
	    deepening.messages % PAGE_MESSAGES;
	deepening.match = deepening.last[first];
	return deepen(logs, &deepening);
}
