/*
 * The past in a window, of the server's history: a new view begins with the end
 * of it, and older lines come when the person scrolls or searches back; what
 * was missed comes after a reconnection. What deletes a message is here, too.
 * See window_past.h.
 */
#include "chat/window/window_past.h"

#include "chat/core/console.h"
#include "chat/core/past.h"
#include "chat/window/window.h"
#include "chat/window/window_react.h"
#include "shared/names.h"
#include "text/forms.h"
#include "text/plural.h"
#include "text/styled.h"
#include "text/theme.h"

/* The most views of people to whom we have said nothing there. */
#define STRANGERS 20

/* --- The history ---------------------------------------------------------- */

struct view *
window_meet(struct chat *chat, struct str name)
{
	struct views *views = &chat->console->window->views;
	const bool known = window_find(chat, VIEW_PERSON, name) != NULL;
	struct view *view = views_open(views, VIEW_PERSON, name);
	char room[1 + LIMIT_GROUP];

	if (view != NULL && !known && chat->account_state.logged_in)
		past_since(&chat->past, window_place(view, room), 0);
	return view;
}

struct view *
window_meet_stranger(struct chat *chat, struct str name)
{
	struct window *window = chat->console->window;
	struct views *views = &window->views;
	struct view *oldest = NULL;
	size_t strangers = 0;

	for (size_t i = 1; i < views->count; i++) {
		struct view *view = views->view[i];
		if (view->kind != VIEW_PERSON || view->answered)
			continue;
		strangers++;
		if (oldest == NULL && view->unread == 0 &&
		    view != window_now(chat))
			oldest = view;
	}
	if (strangers < STRANGERS ||
	    window_find(chat, VIEW_PERSON, name) != NULL)
		return window_meet(chat, name);
	if (oldest != NULL) {
		window_close(chat, oldest);
		return window_meet(chat, name);
	}
	if (!window->crowded)
		CHAT_REMARK(chat,
		    STR("many people write to you: view 0 (Alt-0) has what "
			"others say"));
	window->crowded = true;
	return NULL;
}

/*
 * Returns the view that a request is for; null: it is not open. One of a person
 * is opened for what was missed from that event on, unless that is 0; without
 * room, it is in the view of all.
 */
static struct view *
view_of(struct chat *chat, const struct past_want *want, usec missed)
{
	struct str place = past_place(want);

	if (!str_skip(&place, STR("@")))
		return window_find(chat, VIEW_GROUP, place);
	struct view *view = window_find(chat, VIEW_PERSON, place);
	if (view != NULL || missed == 0)
		return view;
	view = window_meet_stranger(chat, place);
	if (view == NULL)
		return chat->console->window->views.view[0];
	view->seen = missed - 1; /* nobody has read it */
	return view;
}

/*
 * What a new view begins with is in the log, too; an event that we have missed
 * is news, and also in the view of all.
 */
bool
window_past(struct chat *chat, const struct past_want *want,
    const struct command *line, const struct manner *manner)
{
	const bool missed = want->kind == PAST_MISSED;
	struct window_event event = window_event(line, manner);
	struct view *view = view_of(chat, want, missed ? event.time : 0);

	event.how = manner->further ? VIEWS_FURTHER : VIEWS_PAST;
	event.how |= missed ? 0 : VIEWS_SEEN;
	event.how |= want->kind == PAST_OLDER ? 0 : VIEWS_MISSED;
	if (view != NULL && event.time <= view->seen)
		event.how |= VIEWS_SEEN;
	const bool added = view != NULL && window_add_event(chat, view, &event);
	window_use_tags(chat, view, &event);
	if (!added)
		return false;
	event.how |= VIEWS_SEEN;
	if (missed)
		(void)window_add_event(
		    chat, chat->console->window->views.view[0], &event);
	return true;
}

/* Tells how many messages were missed, and what to do if that is not all. */
static void
tell_missed(struct chat *chat, struct view *view, const struct past_want *want)
{
	const struct str missed[] = { STR("you missed "),
		DECIMAL(want->messages),
		str_from(plural(want->messages, " message", " messages")) };
	const struct str more[] = { STR("there are more: /history "),
		forms_sign(past_place(want)), past_place(want), STR(" after "),
		DECIMAL(want->id), STR(" 50") };

	if (want->messages > 0)
		window_put_before(
		    chat, view, want->first, missed, COUNT(missed));
	if (want->more)
		window_put_before(chat, view, want->id + 1, more, COUNT(more));
}

/* Shows what a request for older lines has brought, which may be nothing. */
static void
show_older(struct chat *chat, struct view *view, const struct past_want *want)
{
	struct window *window = chat->console->window;
	const struct str begins = STR("this is the beginning");

	view->refused = false;
	if (view->begins)
		window_put_before(chat, view, 0, &begins, 1);
	if (window->scrolls && !want->refused && view == window_now(chat))
		page_scroll(&window->page, view, page_step(&window->page));
	window->scrolls = false;
}

bool
window_past_end(struct chat *chat, const struct past_want *want, bool goes_on)
{
	struct view *view = view_of(chat, want, 0);
	const bool searched = want->kind == PAST_OLDER &&
	    chat->console->window->search.waits && view == window_now(chat);

	if (view == NULL)
		return false;
	view->refused = want->refused; /* which may be temporary */
	if (want->kind != PAST_MISSED && !want->refused) {
		if (want->id != 0 &&
		    (view->reached == 0 || want->id < view->reached))
			view->reached = want->id;
		view->begins = !want->more;
	}
	if (want->kind == PAST_FILL && !goes_on && view->seen != 0) {
		views_seen(&chat->console->window->views, view, view->seen);
		window_show_mark(chat, view);
	}
	if (want->kind == PAST_MISSED && !goes_on)
		tell_missed(chat, view, want);
	else if (want->kind == PAST_OLDER && !searched && !goes_on)
		show_older(chat, view, want);
	window_change(chat);
	return searched;
}

bool
window_older(struct chat *chat)
{
	struct view *view = window_now(chat);
	const struct past_want want = { .kind = PAST_OLDER,
		.id = view->reached != 0 ? view->reached :
					   views_first_event(view) };
	char room[1 + LIMIT_GROUP];
	const bool refused = view->refused;

	view->refused = false;
	if (!views_has_room(view)) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no memory for older lines; forkcast log prints "
			"them"));
		return false;
	}
	if (view->kind == VIEW_ALL || view->begins || refused ||
	    chat_is_offline(chat) ||
	    (view->kind == VIEW_PERSON && !chat->account_state.logged_in))
		return false;
	/* A request that is under way will do. */
	(void)past_add(&chat->past, &want, window_place(view, room));
	return true;
}

/* --- What is read --------------------------------------------------------- */

void
window_hear_seen(struct chat *chat, const struct command *line)
{
	const bool answer = line->rule->verb == VERB_OK;
	struct str rest = line->arg[1];
	struct str place = answer ? str_word(&rest) : line->arg[0];
	const enum view_kind kind =
	    str_skip(&place, STR("@")) ? VIEW_PERSON : VIEW_GROUP;
	struct view *view = window_find(chat, kind, place);
	usec id;

	if (view == NULL || !str_to_number(rest, INT64_MAX, &id))
		return;
	view->told = id;
	if (id <= view->seen)
		return;
	view->seen = id;
	views_seen(&chat->console->window->views, view, id);
	window_change(chat);
}

void
window_look(struct chat *chat)
{
	struct window *window = chat->console->window;
	struct view *view = window_now(chat);
	const struct line *last = view->place.line;
	const usec id = last == NULL ? views_last_event(view) :
	    lines_is_event(last)     ? last->time :
				       0;
	char room[1 + LIMIT_GROUP];

	/* What is still to come from before would be read unseen. */
	if (!chat->account_state.logged_in || view->kind == VIEW_ALL ||
	    window->views.unfocused || id <= view->seen ||
	    past_has(&chat->past, window_place(view, room)))
		return;
	view->seen = id;
	if (window->tells == 0)
		window->tells = clock_mono() + SEC;
}

usec
window_tell_seen(struct chat *chat, usec now)
{
	struct window *window = chat->console->window;
	char room[1 + LIMIT_GROUP];

	if (window->tells == 0 || now < window->tells)
		return window->tells == 0 ? WAIT_FOR_EVER : window->tells;
	if (!chat->account_state.logged_in || chat_is_offline(chat))
		return WAIT_FOR_EVER; /* but then they are told */
	for (size_t i = 1; i < window->views.count; i++) {
		struct view *view = window->views.view[i];
		if (view->seen <= view->told)
			continue;
		if (!session_ready(&chat->session))
			return WAIT_FOR_EVER; /* for an answer */
		view->told = view->seen;
		SESSION_ASK(&chat->session, VERB_SEEN, STR("seen"),
		    window_place(view, room), DECIMAL(view->told));
	}
	window->tells = 0;
	return WAIT_FOR_EVER;
}

bool
window_redact(struct chat *chat, const struct command *redact)
{
	struct views *views = &chat->console->window->views;
	const struct str why = redact->arg[4];
	const struct str pieces[] = { STR("deleted by "), redact->arg[2],
		why.len > 0 ? STR(": ") : STR(""), why };
	char memory[CHAT_LINE];
	struct buf text;
	uint64_t id;
	bool found = false;

	if (!str_to_number(redact->arg[3], INT64_MAX, &id))
		return false;
	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, THEME_EVENT, pieces, COUNT(pieces));
	for (size_t i = 0; i < views->count; i++) {
		struct view *view = views->view[i];
		const bool here =
		    views_replace(views, view, id, buf_str(&text));
		/* The log may have a message that the view has not. */
		if (view->kind != VIEW_ALL &&
		    (here ||
			str_caseeq(
			    views_name(view), audience_group(redact->arg[1]))))
			window_log(chat,
			    &(struct logs_entry) { .view = view,
				.id = id,
				.replaces = true,
				.styled = buf_str(&text) });
		found |= here;
	}
	return found;
}

void
window_redact_last(struct chat *chat, struct str rest)
{
	const struct view *view = window_now(chat);
	const struct line *line = view->lines.last;
	char room[1 + LIMIT_GROUP];

	(void)rest;
	while (line != NULL && line->kind != LINE_OWN)
		line = line->before;
	if (view->kind == VIEW_ALL || line == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no message of yours is in this view"));
		return;
	}
	SESSION_SAY(&chat->session, VERB_REDACT, STR("redact"),
	    window_place(view, room), DECIMAL(line->time));
}
