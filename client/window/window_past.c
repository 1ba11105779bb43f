/*
 * The past in a window: what the server's history has for a view, fetched when
 * the view is new, after a reconnection, and when the person scrolls or
 * searches back. See window.h.
 */
#include "person/chat_state.h"
#include "shared/names.h"
#include "text/forms.h"
#include "window/window.h"

struct view *
window_meet(struct chat *chat, struct str name, usec letter)
{
	struct views *views = &chat->console->window->views;
	const bool known = window_find(chat, VIEW_PERSON, name) != NULL;
	struct view *view = views_open(views, VIEW_PERSON, name);

	if (view != NULL && !known) {
		const usec since = chat_past_met(
		    chat, view_name(view), window_log_fill(chat, view));
		const usec newest = chat->past.newest;
		const usec next = (newest > since ? newest : since) + 1;
		/* The letter may be older than what has come so far. */
		if (since != 0)
			window_missed_begin(view, since,
			    letter > since && letter < next ? letter : next);
	}
	return view;
}

/* Returns the view that a request is for, or null if it is not open. */
static struct view *
view_of(struct chat *chat, const struct past_want *want)
{
	struct str place = past_place(want);

	return str_skip(&place, STR("@")) ?
	    window_find(chat, VIEW_PERSON, place) :
	    window_find(chat, VIEW_GROUP, place);
}

/* Returns the view for an event; opens it for one that a person has missed. */
static struct view *
view_for(struct chat *chat, const struct past_want *want, usec id)
{
	struct str place = past_place(want);

	return (want->kind == PAST_MISSED || want->kind == PAST_LETTER) &&
		str_skip(&place, STR("@")) ?
	    window_meet(chat, place, want->kind == PAST_LETTER ? id : 0) :
	    view_of(chat, want);
}

/* Renders the event into the chat's line; the caller drops it. */
static struct str
window_past_render(struct chat *chat, const struct command *event,
    const struct manner *manner, bool places)
{
	struct manner other = *manner;

	other.places = places;
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	render_line(&chat->console->line, event, &other);
	return buf_str(&chat->console->line);
}

/* Counts a message that we have missed; the first one is marked. */
static void
count_missed(struct view *view, struct line *line, bool first)
{
	if (first) {
		view->missed = NULL;
		view->missed_count = 0;
	}
	if (line->kind != LINE_TALK && line->kind != LINE_MENTION)
		return;
	if (view->missed == NULL)
		view->missed = line;
	view->missed_count++;
}

/*
 * Returns whether it is the view's first event that we have missed; a letter
 * may come between those of other people.
 */
static bool
is_first(struct view *view, const struct past_want *want)
{
	const bool first = want->kind == PAST_LETTER ?
	    view->round != want->round :
	    want->messages == 0;

	if (want->kind == PAST_LETTER)
		view->round = want->round;
	return first;
}

/* Adds an event that we have missed, also to the view of all. */
static bool
add_missed(struct chat *chat, struct view *view, const struct past_want *want,
    const struct command *event, const struct manner *manner)
{
	struct views *views = &chat->console->window->views;
	const enum line_kind kind = window_kind(event, manner);
	const usec id = window_time(event);
	const struct str text = window_past_render(chat, event, manner, false);
	struct line *line =
	    text.len > 0 ? views_add_missed(views, view, kind, id, text) : NULL;

	if (line == NULL)
		return false;
	count_missed(view, line, is_first(view, want));
	if (want->kind == PAST_LETTER && view->unread > 0 && view->letter == 0)
		view->letter = id;
	window_log(chat, view, id, text);
	(void)views_add_past(views, views->view[0], kind, id,
	    window_past_render(chat, event, manner, true));
	return true;
}

/* Adds a further line of a message to its view, and to that of all. */
static bool
add_further(struct chat *chat, struct view *view, const struct past_want *want,
    const struct command *event, const struct manner *manner)
{
	struct views *views = &chat->console->window->views;
	const enum line_kind kind = window_kind(event, manner);
	const bool missed =
	    want->kind == PAST_MISSED || want->kind == PAST_LETTER;
	const usec id = window_time(event);
	const struct str text = window_past_render(chat, event, manner, false);

	if (views_add_further(views, view, kind, id, text) == NULL)
		return false;
	if (!missed)
		return true;
	window_log(chat, view, id, text);
	(void)views_add_further(views, views->view[0], kind, id,
	    window_past_render(chat, event, manner, true));
	return true;
}

bool
window_past(struct chat *chat, const struct past_want *want,
    const struct command *event, const struct manner *manner)
{
	struct view *view = view_for(chat, want, window_time(event));
	bool added;

	if (view == NULL)
		return false;
	if (manner->further)
		added = add_further(chat, view, want, event, manner);
	else if (want->kind == PAST_MISSED || want->kind == PAST_LETTER)
		added = add_missed(chat, view, want, event, manner);
	else {
		const struct str text =
		    window_past_render(chat, event, manner, false);
		added = text.len > 0 &&
		    views_add_past(&chat->console->window->views, view,
			window_kind(event, manner), window_time(event),
			text) != NULL;
	}
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	window_change(chat);
	return added;
}

uint64_t
window_unseen(const struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	uint64_t first = 0;

	if (chat->console->window->changed || chat->console->window->covered)
		return 1; /* it is not drawn yet */
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = views->view[i];
		const usec letter = view->letter;
		if (letter != 0 && (first == 0 || letter < first))
			first = letter;
	}
	return first;
}

/* Tells how to see what was missed and is too much to be fetched. */
static void
tell_more(struct chat *chat, struct view *view, const struct past_want *want)
{
	const struct str pieces[] = { STR("there are more: /history "),
		forms_sign(past_place(want)), past_place(want), STR(" after "),
		DECIMAL(want->id), STR(" 50") };

	window_missed_tell(chat, view, want->id + 1, pieces, COUNT(pieces));
}

/*
 * Notes how far back the view goes now. If it has lost lines meanwhile, they
 * can be fetched again; after a refusal, which may be temporary, too.
 */
static void
note_reached(struct view *view, const struct past_want *want)
{
	const bool lower = view->reached == 0 || want->lowest < view->reached;

	if (view->cut || want->refused) {
		view->cut = false;
		return;
	}
	if (want->lowest != 0 && lower)
		view->reached = want->lowest;
	view->begins = !want->more;
}

/* Puts a remark of ours at the top of the view. */
static void
put_first(struct chat *chat, struct view *view, const struct str *pieces,
    size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_window_remark(&text, pieces, count);
	(void)views_add_first(
	    &chat->console->window->views, view, LINE_REMARK, buf_str(&text));
}

/* Scrolls to the lines that the person waits for. */
static void
show_older(struct chat *chat, struct view *view, const struct past_want *want)
{
	const struct str pieces[] = { STR("this is the beginning") };
	const bool logged =
	    (want->refused || view->begins) && window_log_page(chat, view);

	if (view->begins && !logged)
		put_first(chat, view, pieces, COUNT(pieces));
	if (chat->console->window->scrolls && (!want->refused || logged) &&
	    view == window_now(chat))
		page_up(
		    &chat->console->window->page, view, window_page_step(chat));
	chat->console->window->scrolls = false;
}

void
window_past_end(struct chat *chat, const struct past_want *want, bool goes_on)
{
	struct view *view = view_of(chat, want);

	if (view == NULL)
		return;
	if (want->kind == PAST_FILL || want->kind == PAST_OLDER)
		note_reached(view, want);
	if (want->kind == PAST_MISSED && want->more && !goes_on)
		tell_more(chat, view, want);
	if (want->kind == PAST_MISSED)
		window_missed_page(chat, view, want, goes_on);
	if (want->kind == PAST_FOUND || want->until != 0)
		window_search_past(chat, want, goes_on);
	else if (want->kind == PAST_OLDER && !goes_on)
		show_older(chat, view, want);
	window_change(chat);
}

/* Returns whether the server has nothing more for the view. */
static bool
has_no_past(const struct chat *chat, const struct view *view)
{
	return view->kind == VIEW_ALL || view->begins || chat_is_away(chat) ||
	    (view->kind == VIEW_PERSON && !chat->past.account);
}

bool
window_want(struct chat *chat, struct past_want *want)
{
	struct view *view = window_now(chat);
	const bool talk = view->kind == VIEW_PERSON;
	char room[1 + LIMIT_GROUP];
	struct buf place;

	if (has_no_past(chat, view))
		return false;
	if (!views_has_room(&chat->console->window->views, view)) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no memory for older lines; /set scrollback gives "
			"more"));
		return false;
	}
	want->id = view->reached != 0 ? view->reached : views_first_event(view);
	view->deep = true;
	view->cut = false;
	buf_init(&place, room, sizeof(room));
	(void)BUF_CAT(&place, talk ? STR("@") : STR(""), view_name(view));
	return past_add(&chat->past, want, buf_str(&place));
}

void
window_older(struct chat *chat, bool scrolls)
{
	struct past_want want = { .kind = PAST_OLDER };
	struct window *window = chat->console->window;
	struct view *view = window_now(chat);

	if (has_no_past(chat, view)) {
		if (views_has_room(&window->views, view) &&
		    window_log_page(chat, view) && scrolls)
			page_up(&window->page, view, window_page_step(chat));
		return;
	}
	/* One that is under way will do. */
	if (window_want(chat, &want) || scrolls)
		chat->console->window->scrolls = scrolls;
}

/*
 * Puts the chat's line in the place of the message in the view, and in its log,
 * which may have the message even if the view does not.
 */
static bool
replace(
    struct chat *chat, struct view *view, const struct command *redact, usec id)
{
	const struct str text = buf_str(&chat->console->line);
	const bool found =
	    views_replace(&chat->console->window->views, view, id, text);
	const bool group = view->kind == VIEW_GROUP &&
	    str_caseeq(view_name(view), audience_group(redact->arg[1]));

	if (view->kind != VIEW_ALL && (found || group))
		window_log_replaced(chat, view, id, text);
	return found;
}

bool
window_redact(struct chat *chat, const struct command *redact)
{
	struct views *views = &chat->console->window->views;
	const struct str why = redact->count > 4 ? redact->arg[4] : STR("");
	uint64_t id;
	bool found = false;

	if (!str_to_number(redact->arg[3], INT64_MAX, &id))
		return false;
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	render_window_remark(&chat->console->line,
	    (const struct str[]) { STR("deleted by "), redact->arg[2],
		why.len > 0 ? STR(": ") : STR(""), why },
	    4);
	for (size_t i = 0; i < views->count; i++)
		found |= replace(chat, views->view[i], redact, id);
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	return found;
}

void
window_redact_last(struct chat *chat, struct str rest)
{
	const struct view *view = window_now(chat);
	const struct line *line = view->lines.last;
	char room[1 + LIMIT_GROUP];
	struct buf place;

	(void)rest;
	while (line != NULL && line->kind != LINE_OWN)
		line = line->before;
	if (view->kind == VIEW_ALL || line == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no message of yours is in this view"));
		return;
	}
	buf_init(&place, room, sizeof(room));
	(void)BUF_CAT(&place, view->kind == VIEW_PERSON ? STR("@") : STR(""),
	    view_name(view));
	SESSION_SAY(&chat->session, VERB_REDACT, STR("redact"), buf_str(&place),
	    DECIMAL(line->time));
}
