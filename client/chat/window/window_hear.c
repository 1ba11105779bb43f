/*
 * The server's lines in a window: each goes into the views that it concerns,
 * and updates members and topics. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "conf/highlight.h"
#include "conf/ignore.h"
#include "shared/names.h"
#include "text/words/heard.h"
#include "views/presence.h"

/* A group of fewer members shows who comes and goes. */
#define SMALL_GROUP 20

/* A line on its way into views. */
struct news_line {
	const struct command *line;
	const struct manner *manner;
	usec time; /* wall clock */
	enum line_kind kind;
	bool own; /* we have done it ourselves */
	bool shown; /* it is to be shown, and not only noted */
};

/*
 * Returns when the event happened; now if the line has no time of the server's.
 */
usec
window_time(const struct command *line)
{
	uint64_t time;

	if (!render_is_stamp(line, 0) ||
	    !str_to_number(line->arg[0], INT64_MAX, &time))
		return clock_wall();
	return time;
}

/* Returns the person who caused the event, or an empty string. */
static struct str
actor_of(const struct command *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->rule->args[i] == ARG_ACTOR)
			return line->arg[i];
	return STR("");
}

/*
 * Returns whether the line mentions us. A private message is always meant for
 * us, so that only our name or words in it make it a mention.
 */
static bool
mentions(const struct command *line, const struct manner *manner)
{
	return line->rule->verb == VERB_TELL ?
	    highlight_in(&(struct highlight_said) { .text = line->arg[3],
			     .from = line->arg[1] },
		manner->me) :
	    manner->meant;
}

static bool
is_saying(const struct command *line)
{
	const enum verb verb = line->rule->verb;

	return verb == VERB_MSG || verb == VERB_TELL || verb == VERB_NOTE;
}

/* Returns the kind of line for an event. Our own actions are no news. */
static enum line_kind
kind_of(const struct command *line, const struct manner *manner, bool own)
{
	if (own)
		return is_saying(line) ? LINE_OWN : LINE_DEED;
	switch (line->rule->verb) {
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

/* Renders the line into the chat's line; the caller drops it. */
static struct str
render(struct chat *chat, const struct news_line *news, bool places)
{
	struct manner manner = *news->manner;

	manner.places = places;
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	render_line(&chat->console->line, news->line, &manner);
	return buf_str(&chat->console->line);
}

static void
window_hear_add(
    struct chat *chat, struct view *view, const struct news_line *news)
{
	const struct str text = render(chat, news, view->kind == VIEW_ALL);

	if (text.len > 0 && news->shown)
		(void)window_add(chat, view, news->kind, news->time, text);
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

enum line_kind
window_kind(const struct command *line, const struct manner *manner)
{
	return kind_of(line, manner, str_caseeq(actor_of(line), manner->me));
}

/* Replaces our unconfirmed line with its echo; false if this is no echo. */
static bool
confirm(struct chat *chat, struct view *view, const struct news_line *news)
{
	const bool is_msg = news->line->rule->verb == VERB_MSG;
	const enum verb asked =
	    session_awaits(&chat->session, VERB_LINES, false) ? VERB_LINES :
	    is_msg					      ? VERB_SEND :
								VERB_TELL;
	const bool confirmed = news->own && !news->manner->further &&
	    window_confirm(
		chat, view, asked, news->time, render(chat, news, false));

	buf_drop(&chat->console->line, buf_len(&chat->console->line));
	return confirmed;
}

/* Adds a message to its view and to that of all. */
static void
add_talk(struct chat *chat, struct view *view, const struct news_line *news)
{
	struct view *all = chat->console->window->views.view[0];

	if (!confirm(chat, view, news) && view != NULL)
		window_hear_add(chat, view, news);
	window_hear_add(chat, all, news);
	/* A message without a view of its own is logged here. */
	if (view == NULL)
		window_log(chat, all, news->time, render(chat, news, true));
	buf_drop(&chat->console->line, buf_len(&chat->console->line));
}

/* Returns the view of a private message: that of the other person. */
static struct view *
partner(struct chat *chat, const struct news_line *news)
{
	const struct str *arg = news->line->arg;

	return window_meet(chat, news->own ? arg[2] : arg[1]);
}

static struct view *
find_group(struct chat *chat, struct str group)
{
	return window_find(chat, VIEW_GROUP, audience_group(group));
}

/* Returns the view of the group that a line names, or null. */
static struct view *
group_of(struct chat *chat, const struct command *line)
{
	for (size_t i = 0; i < line->count; i++) {
		const enum arg arg = line->rule->args[i];
		if (arg == ARG_GROUP || arg == ARG_AUDIENCE ||
		    arg == ARG_TABLE || arg == ARG_TARGET)
			return find_group(chat, line->arg[i]);
	}
	return NULL;
}

/*
 * Returns whether the line is an answer, which belongs in the current view, and
 * no event.
 */
static bool
is_answer(const struct command *line)
{
	return line->rule->args[0] != ARG_ID;
}

/*
 * Returns whether a group is turned to that we are about to enter: one that the
 * person asks for, and the first of those given at the start.
 */
static bool
is_turned_to(const struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	if (chat_is_returning(chat))
		return false;
	for (size_t i = 0; chat->starting && i < views->count; i++)
		if (views->view[i]->kind == VIEW_GROUP && views->view[i]->here)
			return false;
	return true;
}

/* Opens the view of a group that we have joined by the event; may turn to it.
 */
static void
enter(struct chat *chat, struct str group)
{
	struct views *views = &chat->console->window->views;
	const bool known = window_find(chat, VIEW_GROUP, group) != NULL;
	const bool turns = is_turned_to(chat);
	struct view *view = views_open(views, VIEW_GROUP, group);

	if (view == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view is left for #"),
		    group, STR("; /close others, then join it again"));
		return;
	}
	view->here = true;
	window_mute_heed(chat);
	view->closing = false;
	members_clear(&view->members);
	view->since =
	    known ? views_last_event(view) : window_log_fill(chat, view);
	/* An open question is about the current view. */
	if (turns && typing_is_free(&chat->console->typing))
		window_choose(chat, views_number(views, view));
}

/* Tells if the group that we are about to leave loses its only operator. */
static void
warn_alone(struct chat *chat, const struct view *view)
{
	const struct str name = view_name(view);
	const struct str pieces[] = { STR("you were the only operator of #"),
		name, STR(": it has none now") };
	const struct members *members = &view->members;
	enum rank first, second;

	if (members_count(members) < 2 ||
	    world_owns(&chat->session.joined, name))
		return;
	const struct str only = members_ranked(members, 0, &first);
	(void)members_ranked(members, 1, &second);
	if (first == RANK_OPERATOR && second != RANK_OPERATOR &&
	    str_caseeq(only, session_name(&chat->session)))
		window_tell(
		    chat, window_now(chat), LINE_REMARK, pieces, COUNT(pieces));
}

/*
 * Notes that we have left the group. Its view stays for reading, unless it was
 * waiting to be closed.
 */
static void
leave(struct chat *chat, struct str group)
{
	struct view *view = find_group(chat, group);

	if (view == NULL)
		return;
	view->here = false;
	members_clear(&view->members);
	if (view->closing)
		window_close(chat, view);
}

/* Updates the member's role after a mode event with one change. */
static void
track_role(struct view *view, const struct command *mode)
{
	const struct str change = mode->arg[3];

	if (mode->count < 5 || change.len != 2)
		return;
	const bool operates = change.at[1] == 'o';
	if (operates || change.at[1] == 'v')
		members_change_role(&view->members, mode->arg[4],
		    operates ? ROLE_OPERATOR : ROLE_VOICE, change.at[0] == '+');
}

/* Updates members and topic of a group's view. */
static void
track_group(struct chat *chat, const struct command *line)
{
	struct view *view = find_group(chat, line->arg[1]);

	if (view == NULL)
		return;
	switch (line->rule->verb) {
	case VERB_JOIN:
		members_add(&view->members, line->arg[2]);
		break;
	case VERB_LEAVE:
		members_remove(&view->members, line->arg[2]);
		break;
	case VERB_KICK:
		members_remove(&view->members, line->arg[3]);
		break;
	case VERB_MODE:
		track_role(view, line);
		break;
	case VERB_TOPIC:
		view_set_topic(view,
		    str_eq(line->arg[3], STR("-")) ? STR("") : line->arg[3]);
		break;
	default:
		break;
	}
}

/* Notes a list of names, whoever has asked for it. */
static void
track_names(struct chat *chat, const struct command *line)
{
	struct view *view = find_group(chat, line->arg[0]);
	struct str names = line->arg[1];

	while (view != NULL && names.at != NULL) {
		struct str name = str_word(&names);
		const unsigned roles = heard_role(&name);
		members_add(&view->members, name);
		members_set_roles(&view->members, name, roles);
	}
}

/* Notes "ok topic G TEXT", whoever has asked for it. */
static void
track_ok(struct chat *chat, const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	struct view *view;

	if (!str_eq(line->arg[0], STR("topic")))
		return;
	view = find_group(chat, str_word(&rest));
	if (view == NULL || rest.at == NULL)
		return;
	view_set_topic(view, str_eq(rest, STR("-")) ? STR("") : rest);
}

/* Notes "err leave": no view is waiting to be closed any more. */
static void
track_err(struct chat *chat, const struct command *err)
{
	struct views *views = &chat->console->window->views;

	if (!str_eq(err->arg[0], STR("leave")))
		return;
	for (size_t i = 0; i < views->count; i++)
		views->view[i]->closing = false;
}

static void
track(struct chat *chat, const struct news_line *news)
{
	const enum verb verb = news->line->rule->verb;

	if (verb == VERB_NAMES)
		track_names(chat, news->line);
	else if (verb == VERB_OK)
		track_ok(chat, news->line);
	else if (verb == VERB_ERR)
		track_err(chat, news->line);
	else if (verb == VERB_JOIN || verb == VERB_LEAVE ||
	    verb == VERB_TOPIC || verb == VERB_KICK || verb == VERB_MODE)
		track_group(chat, news->line);
}

/* Returns whether to show this arrival or departure in that view. */
static bool
is_seen(
    struct chat *chat, const struct view *view, const struct news_line *news)
{
	const bool shows = presence_shows(&window_server(chat)->presence,
	    (enum presence_mode)chat->options.settings->presence, news->line,
	    view_name(view), clock_mono());

	const bool small = view->kind == VIEW_GROUP &&
	    members_count(&view->members) < SMALL_GROUP &&
	    chat->options.settings->presence == SETTINGS_PRESENCE_SMART;

	return news->own ||
	    ((shows || small) && !ignore_has(actor_of(news->line)));
}

/* Updates a view after a person in it was renamed or has quit. */
static void
track_person(struct chat *chat, struct view *view, const struct command *line)
{
	const struct str who = line->arg[1];
	const bool renamed = line->rule->verb == VERB_NAME;

	if (view->kind == VIEW_PERSON && renamed)
		views_rename(&chat->console->window->views, view, line->arg[2]);
	else if (renamed)
		members_rename(&view->members, who, line->arg[2]);
	else
		members_remove(&view->members, who);
}

/* Returns whether the view is that of the person, or of a group of theirs. */
static bool
concerns(const struct view *view, struct str who)
{
	return view->kind == VIEW_PERSON ? str_caseeq(view_name(view), who) :
					   members_has(&view->members, who);
}

/*
 * Adds a rename or a quit to all views of that person and once to the view of
 * all; our own also to the current view.
 */
static void
add_everywhere(struct chat *chat, const struct news_line *news)
{
	struct views *views = &chat->console->window->views;
	const struct str who = news->line->arg[1];
	bool seen = news->own;

	for (size_t i = 1; i < views->count; i++) {
		struct view *view = views->view[i];
		const bool here = concerns(view, who);
		if ((here &&
			(view->kind == VIEW_PERSON ||
			    is_seen(chat, view, news))) ||
		    (news->own && i == views->current)) {
			window_hear_add(chat, view, news);
			seen = true;
		}
		if (here)
			track_person(chat, view, news->line);
	}
	if (seen)
		window_hear_add(chat, views->view[0], news);
}

/* Adds an arrival in, or departure from, one group. */
static void
add_presence(struct chat *chat, const struct news_line *news)
{
	const bool joins = news->line->rule->verb == VERB_JOIN;
	struct view *view;

	if (news->own && joins)
		enter(chat, news->line->arg[1]);
	view = find_group(chat, news->line->arg[1]);
	if (view != NULL && is_seen(chat, view, news) &&
	    !(news->own && chat_is_returning(chat))) {
		window_hear_add(chat, view, news);
		window_hear_add(
		    chat, chat->console->window->views.view[0], news);
	}
	if (news->own && !joins && view != NULL)
		warn_alone(chat, view);
	track(chat, news);
	if (news->own && !joins)
		leave(chat, news->line->arg[1]);
}

/* Adds a line that is neither a message nor an arrival or departure. */
static void
add_other(struct chat *chat, const struct news_line *news)
{
	struct views *views = &chat->console->window->views;
	struct view *group = group_of(chat, news->line);
	const bool here =
	    is_answer(news->line) && !session_hides(&chat->session, news->line);

	track(chat, news);
	if (news->line->rule->verb == VERB_ERR &&
	    window_refuse(chat, news->line->arg[2]))
		return;
	if (window_kept(chat, news->line) || !news->shown)
		return;
	window_hear_add(
	    chat, here || group == NULL ? window_now(chat) : group, news);
	if (!here && group != NULL)
		window_hear_add(chat, views->view[0], news);
}

/* Adds a kick. If it was we who were kicked, we have left. */
static void
add_kick(struct chat *chat, const struct news_line *news)
{
	add_other(chat, news);
	if (str_caseeq(news->line->arg[3], news->manner->me))
		leave(chat, news->line->arg[1]);
}

void
window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner)
{
	struct news_line news = { .line = line,
		.manner = manner,
		.time = window_time(line),
		.own = manner->me.len > 0 &&
		    str_caseeq(actor_of(line), manner->me),
		.shown = shown };

	news.kind = kind_of(line, manner, news.own);
	window_query_hear(chat, line);
	switch (line->rule->verb) {
	case VERB_MSG:
		(void)presence_shows(&window_server(chat)->presence,
		    (enum presence_mode)chat->options.settings->presence, line,
		    audience_group(line->arg[1]), clock_mono());
		if (shown)
			add_talk(chat, find_group(chat, line->arg[1]), &news);
		break;
	case VERB_TELL:
		if (shown)
			add_talk(chat, partner(chat, &news), &news);
		break;
	case VERB_QUIT:
	case VERB_NAME:
		add_everywhere(chat, &news);
		break;
	case VERB_JOIN:
	case VERB_LEAVE:
		add_presence(chat, &news);
		break;
	case VERB_KICK:
		add_kick(chat, &news);
		break;
	case VERB_REDACT:
		if (!window_redact(chat, line) && news.own)
			add_other(chat, &news);
		break;
	default:
		add_other(chat, &news);
	}
	window_change(chat);
}
