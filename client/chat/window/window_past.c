/*
 * The past in a window: what the server's history has for a view, fetched when
 * the view is new, after a reconnection, and when the person scrolls or
 * searches back; and what deletes a message. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "chat/window/window.h"
#include "shared/names.h"
#include "text/forms.h"
#include "text/plural.h"

struct view *
window_meet(struct chat *chat, struct str name, usec before)
{
	struct views *views = &chat->console->window->views;
	const bool known = window_find(chat, VIEW_PERSON, name) != NULL;
	struct view *view = views_open(views, VIEW_PERSON, name);

	if (view == NULL || known)
		return view;
	window_log_fill(chat, view, before);
	past_met(chat, view_name(view), views_last_event(view));
	return view;
}

void
window_returned(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 1; i < views->count; i++)
		if (views->view[i]->kind == VIEW_PERSON)
			past_met(chat, view_name(views->view[i]),
			    views_last_event(views->view[i]));
}

uint64_t
window_left_at(const struct chat *chat, struct str group)
{
	const struct view *view = window_find(chat, VIEW_GROUP, group);

	return view != NULL ? view->since : 0;
}

/* Returns the view that a request is for; null: it is not open. */
static struct view *
view_of(struct chat *chat, const struct past_want *want)
{
	struct str place = past_place(want);

	if (!str_skip(&place, STR("@")))
		return window_find(chat, VIEW_GROUP, place);
	return want->kind == PAST_LETTER ?
	    window_meet(chat, place, 0) :
	    window_find(chat, VIEW_PERSON, place);
}

/*
 * An event that we have missed is news, and is in the view of all and in the
 * log, too.
 */
bool
window_past(struct chat *chat, const struct past_want *want,
    const struct command *line, const struct manner *manner)
{
	const bool missed =
	    want->kind == PAST_MISSED || want->kind == PAST_LETTER;
	struct window_event event = window_event(line, manner);
	struct view *view = view_of(chat, want);

	event.how = manner->further ? VIEWS_FURTHER : VIEWS_PAST;
	event.how |= missed ? 0 : VIEWS_SEEN;
	if (view == NULL || !window_add_event(chat, view, &event))
		return false;
	event.how |= VIEWS_SEEN;
	if (missed)
		(void)window_add_event(
		    chat, chat->console->window->views.view[0], &event);
	if (want->kind == PAST_LETTER && view->unread > 0 && view->letter == 0)
		view->letter = event.time;
	return true;
}

uint64_t
window_unseen(const struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	uint64_t first = 0;

	if (chat->console->window->changed || window_cover(chat) != NULL)
		return 1; /* it is not drawn yet */
	for (size_t i = 0; i < views->count; i++) {
		const usec letter = views->view[i]->letter;
		if (letter != 0 && (first == 0 || letter < first))
			first = letter;
	}
	return first;
}

/* Puts a remark of ours before the event with that ID. */
static void
put_before(struct chat *chat, struct view *view, usec id,
    const struct str *pieces, size_t count)
{
	char memory[CHAT_LINE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, THEME_EVENT, pieces, count);
	(void)views_add(&chat->console->window->views, view, LINE_REMARK, id,
	    buf_str(&text), VIEWS_PAST | VIEWS_SEEN);
}

/* Tells how many messages were missed, and what to do if that is not all. */
static void
tell_missed(struct chat *chat, struct view *view, const struct past_want *want)
{
	const struct str missed[] = { STR("you missed "),
		DECIMAL(want->messages),
		str_from(plural(want->messages, " message", " messages")) };
	const struct str above[] = { DECIMAL(want->messages),
		STR(" missed messages are above: PgUp") };
	const struct str more[] = { STR("there are more: /history "),
		forms_sign(past_place(want)), past_place(want), STR(" after "),
		DECIMAL(want->id), STR(" 50") };

	if (want->messages > 0)
		put_before(chat, view, want->first, missed, COUNT(missed));
	if (want->more)
		put_before(chat, view, want->id + 1, more, COUNT(more));
	if (view == window_now(chat) &&
	    want->messages >= chat->console->window->rows)
		window_tell(chat, view, LINE_REMARK, above, COUNT(above));
}

/* Shows what a request for older lines has brought, which may be nothing. */
static void
show_older(struct chat *chat, struct view *view, const struct past_want *want)
{
	struct window *window = chat->console->window;
	const struct str begins = STR("this is the beginning");
	const bool logged = !want->more && window_log_older(chat, view);

	view->refused = false;
	if (view->begins && !logged)
		put_before(chat, view, 0, &begins, 1);
	if (window->scrolls && (!want->refused || logged) &&
	    view == window_now(chat))
		page_scroll(
		    &window->page, view, page_step(&window->page, view));
	window->scrolls = false;
}

void
window_past_end(struct chat *chat, const struct past_want *want, bool goes_on)
{
	struct view *view = view_of(chat, want);

	if (view == NULL)
		return;
	view->refused = want->refused; /* which may be temporary */
	if (want->kind != PAST_MISSED && !want->refused) {
		if (want->lowest != 0 &&
		    (view->reached == 0 || want->lowest < view->reached))
			view->reached = want->lowest;
		view->begins = !want->more;
	}
	if (want->kind == PAST_MISSED && !goes_on)
		tell_missed(chat, view, want);
	else if (want->kind == PAST_OLDER &&
	    chat->console->window->search.waits && view == window_now(chat))
		window_search_past(chat);
	else if (want->kind == PAST_OLDER && !goes_on)
		show_older(chat, view, want);
	window_change(chat);
}

/* Writes the view's place as commands name it: "ops", or "@sara". */
static struct str
place_of(const struct view *view, char room[1 + LIMIT_GROUP])
{
	struct buf place;

	buf_init(&place, room, 1 + LIMIT_GROUP);
	(void)BUF_CAT(&place, view->kind == VIEW_PERSON ? STR("@") : STR(""),
	    view_name(view)); /* it fits */
	return buf_str(&place);
}

enum older
window_older(struct chat *chat)
{
	struct view *view = window_now(chat);
	const struct past_want want = { .kind = PAST_OLDER,
		.id = view->reached != 0 ? view->reached :
					   views_first_event(view) };
	char room[1 + LIMIT_GROUP];
	const bool refused = view->refused;

	view->refused = false;
	if (!views_has_room(&chat->console->window->views, view)) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no memory for older lines; /set scrollback gives "
			"more"));
		return OLDER_NONE;
	}
	if (view->kind == VIEW_ALL || view->begins || refused ||
	    chat_is_away(chat) ||
	    (view->kind == VIEW_PERSON && !chat->account_state.logged_in))
		return window_log_older(chat, view) ? OLDER_ADDED : OLDER_NONE;
	/* A request that is under way will do. */
	(void)past_add(&chat->past, &want, place_of(view, room));
	return OLDER_ASKED;
}

bool
window_redact(struct chat *chat, const struct command *redact)
{
	struct views *views = &chat->console->window->views;
	const struct str why = redact->count > 4 ? redact->arg[4] : STR("");
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
			    view_name(view), audience_group(redact->arg[1]))))
			window_log_entry(chat,
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
	    place_of(view, room), DECIMAL(line->time));
}
