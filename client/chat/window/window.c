/* The views of a window, and how lines come into them: see window.h. */
#include "chat/window/window.h"

#include "chat/core/console.h"
#include "conf/highlight.h"
#include "conf/settings.h"
#include "text/theme.h"

/*
 * Who presses no key for so long may have gone, for all that a terminal tells
 * which does not report its focus.
 */
#define ATTENDS (2 * 60 * SEC)

struct view *
window_now(struct chat *chat)
{
	return views_now(&chat->console->window->views);
}

struct view *
window_find(const struct chat *chat, enum view_kind kind, struct str name)
{
	return views_find(&chat->console->window->views, kind, name);
}

const struct members *
window_members(const struct chat *chat, const struct view *view)
{
	return world_members(&chat->session.joined,
	    view->kind == VIEW_GROUP ? views_name(view) : STR(""));
}

bool
window_is_in(const struct chat *chat, const struct view *view)
{
	return view->kind == VIEW_GROUP &&
	    world_has(&chat->session.joined, views_name(view));
}

void
window_change(struct chat *chat)
{
	chat->console->window->changed = true;
}

void
window_heed_mutes(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 1; i < views->count; i++)
		views_mute(views->view[i],
		    views->view[i]->kind == VIEW_GROUP &&
			settings_has(chat->options.settings->muted,
			    views_name(views->view[i])));
}

void
window_log(struct chat *chat, const struct logs_entry *entry)
{
	const struct link_options *to = &chat->link.options;
	struct logs *logs = &chat->console->window->logs;
	const char *log = chat->options.settings->log;
	struct error why;

	if (log == NULL)
		return;
	logs_find(logs->dir, log, to->via, to->address);
	if (!logs_add(logs, entry, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

struct line *
window_add(struct chat *chat, struct view *view, enum line_kind kind, usec time,
    struct str text, unsigned how)
{
	struct window *window = chat->console->window;
	struct views *views = &window->views;

	if (!window->reports && clock_mono() >= window->attended + ATTENDS)
		views_unfocus(views);
	/* A person in the view of all sees a line of the present there. */
	const bool seen =
	    views->current == 0 && !views->unfocused && !(how & VIEWS_PAST);
	struct line *line = views_add(
	    views, view, kind, time, text, seen ? how | VIEWS_SEEN : how);

	window->news++;
	window_change(chat);
	/* The view of all takes its lines from other views. */
	if (view->kind != VIEW_ALL && kind <= LINE_PRESENCE &&
	    (!(how & VIEWS_SEEN) || (how & VIEWS_MISSED)) &&
	    (line != NULL || !(how & VIEWS_PAST)))
		window_log(chat,
		    &(struct logs_entry) {
			.view = view, .id = time, .styled = text });
	return line;
}

void
window_tell(struct chat *chat, struct view *view, enum line_kind kind,
    const struct str *pieces, size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, kind == LINE_MISTAKE ? THEME_MISTAKE : THEME_EVENT,
	    pieces, count);
	(void)window_add(chat, view, kind, clock_wall(), buf_str(&text), 0);
}

void
window_put_before(struct chat *chat, struct view *view, usec id,
    const struct str *pieces, size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, THEME_EVENT, pieces, count);
	(void)views_add(&chat->console->window->views, view, LINE_REMARK, id,
	    buf_str(&text), VIEWS_PAST | VIEWS_SEEN);
}

/*
 * Returns when the event happened; now if the line has no time of the server's.
 */
static usec
time_of(const struct command *line)
{
	uint64_t time;

	if (!render_is_stamp(line, 0) ||
	    !str_to_number(line->arg[0], INT64_MAX, &time))
		return clock_wall();
	return time;
}

/*
 * Returns whether the line mentions us. A private message is always meant for
 * us, so that only our name or words in it make it a mention.
 */
static bool
mentions(const struct command *line, const struct manner *manner)
{
	return line->rule->verb == VERB_TELL ?
	    highlight_in(line->arg[3], manner->me) :
	    manner->meant;
}

/* Returns the kind of line for an event. Our own actions are no event. */
static enum line_kind
kind_of(const struct command *line, const struct manner *manner, bool own)
{
	const enum verb verb = line->rule->verb;

	if (own)
		return verb == VERB_MSG || verb == VERB_TELL ||
			verb == VERB_NOTE ?
		    LINE_OWN :
		    LINE_DEED;
	switch (verb) {
	case VERB_MSG:
	case VERB_TELL:
	case VERB_NOTE:
		return mentions(line, manner) ? LINE_MENTION : LINE_TALK;
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_QUIT:
	case VERB_NAME:
		return LINE_PRESENCE;
	case VERB_ERR:
		return LINE_MISTAKE;
	default:
		return line->rule->args[0] == ARG_ID ? LINE_EVENT : LINE_REMARK;
	}
}

struct window_event
window_event(const struct command *line, const struct manner *manner)
{
	const bool own =
	    manner->me.len > 0 && str_caseeq(grammar_actor(line), manner->me);

	return (struct window_event) { .line = line,
		.manner = *manner,
		.time = time_of(line),
		.kind = kind_of(line, manner, own),
		.own = own };
}

bool
window_add_event(
    struct chat *chat, struct view *view, const struct window_event *event)
{
	struct manner manner = event->manner;
	struct buf *text = &chat->console->line;
	struct line *added = NULL;

	manner.places = view->kind == VIEW_ALL;
	buf_drop(text, buf_len(text));
	render_line(text, event->line, &manner);
	if (buf_len(text) > 0 || (event->how & VIEWS_FURTHER))
		added = window_add(chat, view, event->kind, event->time,
		    buf_str(text), event->how);
	buf_drop(text, buf_len(text));
	return added != NULL;
}

struct str
window_place(const struct view *view, char room[1 + LIMIT_GROUP])
{
	struct buf place;

	buf_init(&place, room, 1 + LIMIT_GROUP);
	(void)BUF_CAT(&place, view->kind == VIEW_PERSON ? STR("@") : STR(""),
	    views_name(view)); /* it fits */
	return buf_str(&place);
}

struct str
window_way(
    const struct chat *chat, const struct view *view, char room[WINDOW_WAY])
{
	const size_t number = views_number(&chat->console->window->views, view);
	const char key[] = { keys_view(number), '\0' };
	struct buf text;

	buf_init(&text, room, WINDOW_WAY);
	if (key[0] != '\0')
		(void)BUF_CAT(&text, STR("Alt-"), str_from(key)); /* it fits */
	else
		(void)BUF_CAT(&text, STR("/win "), DECIMAL(number));
	return buf_str(&text);
}

/* Least columns for times. */
#define COLUMNS_WITH_STAMPS 60

bool
window_has_stamps(const struct chat *chat)
{
	const int times = chat->options.settings->times;

	return times == SETTINGS_TIMES_YES ||
	    (times == SETTINGS_TIMES_AUTO &&
		chat->console->window->canvas.columns >= COLUMNS_WITH_STAMPS);
}

/* Lets the session's current group follow the current view. */
static void
follow(struct chat *chat)
{
	const struct view *view = window_now(chat);

	if (window_is_in(chat, view))
		world_choose(&chat->session.joined, views_name(view));
}

void
window_show_mark(struct chat *chat, struct view *view)
{
	struct window *window = chat->console->window;

	if (view == window_now(chat) && view->kind != VIEW_ALL &&
	    view->mark != NULL && view->place.line == NULL &&
	    window->page.rows > 0)
		page_show(&window->page, view, view->mark);
}

void
window_search_end(struct chat *chat, bool stay)
{
	struct window_search *search = &chat->console->window->search;

	if (!stay)
		window_now(chat)->place = window_now(chat)->before;
	window_now(chat)->found = NULL;
	*search = (struct window_search) {
		.last = search->word.len > 0 ? search->word : search->last
	};
	window_change(chat);
}

void
window_choose(struct chat *chat, size_t i)
{
	struct window *window = chat->console->window;

	if (window->search.open)
		window_search_end(chat, true);
	views_choose(&window->views, i);
	window_show_mark(chat, window_now(chat));
	follow(chat);
	window_change(chat);
}

void
window_close(struct chat *chat, struct view *view)
{
	struct window *window = chat->console->window;

	for (size_t i = 0; i < window->owed_count; i++) {
		struct window_owed *owed = &window->owed[i];
		if (owed->view == view)
			*owed = (struct window_owed) { .number = owed->number };
		if (owed->from == view)
			owed->from = NULL;
	}
	if (window->search.open)
		window_search_end(chat, true);
	if (view != NULL && view->watched && !window->told)
		SESSION_ASK(&chat->session, VERB_UNWATCH, STR("unwatch"),
		    views_name(view));
	views_close(&window->views, view);
	follow(chat);
	window_change(chat);
}
