/*
 * The server's lines in a window: each goes into the views that it concerns.
 * What it means for our groups and their members, world.h notes afterwards. See
 * window_hear.h.
 */
#include "chat/window/window_hear.h"

#include "chat/core/console.h"
#include "chat/core/past.h"
#include "chat/window/window.h"
#include "chat/window/window_own.h"
#include "chat/window/window_past.h"
#include "chat/window/window_react.h"
#include "shared/names.h"

/* A group of fewer members shows who comes and goes. */
#define SMALL_GROUP 20

/* Who goes within this time has passed by, as a script does. */
#define PASSING (10 * SEC)

/* Returns the view of the group that a line names, or null. */
static struct view *
group_of(struct chat *chat, const struct command *line)
{
	for (size_t i = 0; i < line->count; i++) {
		const enum arg arg = line->rule->args[i];
		if (arg == ARG_GROUP || arg == ARG_AUDIENCE ||
		    arg == ARG_TABLE || arg == ARG_TARGET)
			return window_find(
			    chat, VIEW_GROUP, audience_group(line->arg[i]));
	}
	return NULL;
}

/* Opens the view of a group that we have joined by the event; may turn to it.
 */
static void
enter(struct chat *chat, const struct window_event *event)
{
	const struct str group = event->line->arg[1];
	struct views *views = &chat->console->window->views;
	/* to one that the person asks for, and the first of the start's */
	const bool turns = !chat_is_offline(chat) &&
	    !((chat->starting || chat->session.elsewhere) &&
		chat->session.joined.count > 0);
	struct view *view = views_open(views, VIEW_GROUP, group);

	if (view == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view is left for #"),
		    group, STR("; /close others, then join it again"));
		return;
	}
	window_heed_mutes(chat);
	if (chat->account_state.logged_in)
		SESSION_ASK(&chat->session, VERB_SEEN, STR("seen"), group);
	past_since(&chat->past, group, views_last_event(view));
	/* An open question knows its place; a paste is for the current view. */
	if (turns && !chat->console->typing.keys.pasting)
		window_choose(chat, views_number(views, view));
}

/* Returns the place of who comes to that group now, or a free one, or null. */
static struct comer *
find_comer(struct window *window, uint64_t who)
{
	for (size_t i = 0; i < COUNT(window->comers); i++)
		if (window->comers[i].who == who)
			return &window->comers[i];
	return NULL;
}

/*
 * Returns whether the event is hidden because somebody may only pass by: it
 * keeps an arrival until they have stayed, and drops it when they go before.
 */
static bool
passes(struct chat *chat, const struct view *view,
    const struct window_event *event)
{
	struct window *window = chat->console->window;
	const struct command *line = event->line;
	const uint64_t who =
	    str_hash_add(str_hash_add(STR_HASH_START, views_name(view)),
		grammar_actor(line));
	const bool comes = line->rule->verb == VERB_JOIN;
	struct comer *comer = find_comer(window, comes ? 0 : who);
	struct buf kept;

	if (comer == NULL || line->rule->verb == VERB_NAME)
		return false;
	*comer = (struct comer) { .who = 0 };
	if (!comes)
		return true;
	comer->who = who;
	comer->due = clock_mono() + PASSING;
	buf_init(&kept, comer->line, sizeof(comer->line));
	(void)BUF_CAT(&kept, STR("join "), line->arg[0], STR(" "), line->arg[1],
	    STR(" "), line->arg[2]); /* it fits */
	comer->len = buf_len(&kept);
	return true;
}

/* Returns whether to show this arrival or departure in that view. */
static bool
is_seen(struct chat *chat, const struct view *view,
    const struct window_event *event)
{
	const enum settings_presence mode =
	    (enum settings_presence)chat->options.settings->presence;

	if (event->own || mode == SETTINGS_PRESENCE_ALL)
		return true;
	return mode != SETTINGS_PRESENCE_OFF &&
	    window_members(chat, view)->count < SMALL_GROUP &&
	    ((event->how & VIEWS_PAST) != 0 || !passes(chat, view, event));
}

/* Returns whether the event belongs in the view; group is the one it names. */
static bool
concerns(struct chat *chat, const struct window_event *event,
    const struct view *group, const struct view *view)
{
	const struct command *line = event->line;
	const bool person = view->kind == VIEW_PERSON;

	switch (line->rule->verb) {
	case VERB_TELL:
		return person &&
		    str_caseeq(views_name(view), line->arg[event->own ? 2 : 1]);
	case VERB_QUIT:
	case VERB_NAME:
		return (person && str_caseeq(views_name(view), line->arg[1])) ||
		    (event->own && view == window_now(chat)) ||
		    (world_find_member(&chat->session.joined,
			 window_members(chat, view), line->arg[1]) != NULL &&
			is_seen(chat, view, event));
	case VERB_JOIN:
	case VERB_LEAVE:
		return view == group && is_seen(chat, view, event) &&
		    !(event->own && chat_is_offline(chat));
	default:
		return view == group;
	}
}

/*
 * Adds an event to the views that it concerns and to that of all, or one that
 * concerns none to the current view, unless somebody comes or goes.
 */
static void
add_event(struct chat *chat, const struct window_event *event)
{
	const struct views *views = &chat->console->window->views;
	const struct view *group = group_of(chat, event->line);
	const enum verb verb = event->line->rule->verb;
	const bool everywhere = verb == VERB_QUIT || verb == VERB_NAME;
	/* An answer, and no event, belongs in the current view. */
	const bool here = event->line->rule->args[0] != ARG_ID &&
	    !session_hides(&chat->session, event->line);
	bool seen =
	    verb == VERB_MSG || verb == VERB_TELL || (everywhere && event->own);

	for (size_t i = 1; i < views->count && !here; i++)
		if (concerns(chat, event, group, views->view[i])) {
			(void)window_add_event(chat, views->view[i], event);
			seen = true;
		}
	if (seen)
		(void)window_add_event(chat, views->view[0], event);
	else if (!everywhere && verb != VERB_JOIN && verb != VERB_LEAVE)
		(void)window_add_event(chat, window_now(chat), event);
}

usec
window_settle(struct chat *chat, usec now)
{
	struct window *window = chat->console->window;
	const struct manner manner = chat_manner(chat, NULL);
	struct command join;
	usec due = WAIT_FOR_EVER;

	for (size_t i = 0; i < COUNT(window->comers); i++) {
		struct comer *comer = &window->comers[i];
		if (comer->who == 0)
			continue;
		if (comer->due > now) {
			due = usec_earlier(due, comer->due);
			continue;
		}
		comer->who = 0;
		/* It was parsed before; who has another name said so. */
		(void)grammar_parse((struct str) { comer->line, comer->len },
		    FROM_SERVER, &join);
		struct window_event event = window_event(&join, &manner);
		event.how = VIEWS_PAST;
		if (world_find_member(&chat->session.joined,
			world_members(&chat->session.joined, join.arg[1]),
			join.arg[2]) != NULL)
			add_event(chat, &event);
	}
	return due;
}

void
window_watch(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	struct session *session = &chat->session;

	if (chat_is_offline(chat) || session_name(session).len == 0)
		return;
	/* One after the other, so that it is never too fast. */
	for (size_t i = 1; i < views->count && session->owed_count == 0; i++) {
		struct view *view = views->view[i];
		if (view->kind != VIEW_PERSON || view->watched)
			continue;
		view->watched = true;
		SESSION_ASK(
		    session, VERB_WATCH, STR("watch"), views_name(view));
	}
}

/*
 * Notes whether somebody is here, or away, if it is the person of a view.
 * Returns whether a line is to say so, too.
 */
static bool
take_presence(struct chat *chat, const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool gone = verb == VERB_GONE; /* it has no ID */
	const size_t name = gone ? 0 : 1;
	struct view *view = window_find(chat, VIEW_PERSON, line->arg[name]);
	struct buf text;

	if (view != NULL) {
		buf_init(&text, view->presence, VIEWS_PRESENCE);
		if (verb == VERB_OFFLINE)
			(void)BUF_CAT(&text, STR("not here"));
		else if (line->count > name + 1) /* it fits */
			(void)BUF_CAT(
			    &text, STR("away: "), line->arg[name + 1]);
		view->presence_len = buf_len(&text);
	}
	return gone ? view != window_now(chat) ||
		session_awaits(&chat->session, VERB_WHOIS, false) :
		      chat->console->window->told;
}

/* The view of somebody with another name has that name. */
static void
rename_view(struct chat *chat, const struct command *name)
{
	struct view *view = window_find(chat, VIEW_PERSON, name->arg[1]);

	if (view == NULL)
		return;
	SESSION_ASK(
	    &chat->session, VERB_UNWATCH, STR("unwatch"), views_name(view));
	view->watched = false;
	views_rename(&chat->console->window->views, view, name->arg[2]);
}

void
window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner)
{
	struct window_event event = window_event(line, manner);
	const enum verb verb = line->rule->verb;
	struct view *view = group_of(chat, line);

	window_change(chat);
	if (event.own && verb == VERB_JOIN &&
	    (chat->session.elsewhere ||
		session_awaits(&chat->session, VERB_JOIN, false)))
		enter(chat, &event);
	if (shown && verb == VERB_TELL)
		view = event.own ? window_meet(chat, line->arg[2]) :
				   window_meet_stranger(chat, line->arg[1]);
	if (shown && verb == VERB_TELL && event.own && view != NULL)
		view->answered = true;
	if (shown && event.own && !chat->session.elsewhere &&
	    !manner->further && (verb == VERB_MSG || verb == VERB_TELL))
		window_confirm(chat, view);
	if ((verb == VERB_REDACT &&
		(window_redact(chat, line) || !event.own)) ||
	    (verb == VERB_ERR && window_refuse(chat, line->arg[2])) ||
	    window_kept(chat, line))
		return;
	if (verb == VERB_SEEN ||
	    (verb == VERB_OK && str_eq(line->arg[0], STR("seen"))))
		window_hear_seen(chat, line);
	if (verb == VERB_TAGS) {
		window_hear_tags(chat, line->arg[0]);
		return;
	}
	if (verb == VERB_ONLINE || verb == VERB_OFFLINE || verb == VERB_AWAY ||
	    verb == VERB_GONE)
		shown = take_presence(chat, line) && shown;
	if (shown)
		add_event(chat, &event);
	if (line->rule->args[0] == ARG_ID)
		window_use_tags(chat, shown ? view : NULL, &event);
	if (verb == VERB_NAME)
		rename_view(chat, line);
}
