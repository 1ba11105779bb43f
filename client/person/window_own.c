/*
 * What the person says, in a window: it stands in its view, dimmed, from the
 * key on; the echo takes its place, or a refusal. See window.h.
 */
#include "person/chat_state.h"
#include "person/window.h"
#include "shared/names.h"
#include "text/theme.h"

/* The view in which a line is to be heard again, or null. */
static struct view *
view_of(struct views *views, const struct command *command)
{
	if (command->rule->verb == VERB_TELL)
		return views_open(views, VIEW_PERSON, command->arg[0]);
	if (command->rule->verb == VERB_SEND)
		return views_find(
		    views, VIEW_GROUP, audience_group(command->arg[0]));
	return NULL;
}

static void
owe(struct window *window, struct window_owed owed)
{
	const size_t last =
	    (window->owed_first + window->owed_count) % SESSION_OWED;

	if (window->owed_count == SESSION_OWED)
		return; /* cannot be: nor does the session owe more */
	window->owed[last] = owed;
	window->owed_count++;
}

static void
render(struct chat *chat, struct str text)
{
	const struct manner manner = chat_manner(chat, NULL);

	render_own(&chat->line, session_name(&chat->session), text, &manner);
}

/* Where it went, for who has said it elsewhere. */
static void
tell_where(struct chat *chat, const struct view *view)
{
	char digits[STR_DIGITS];
	struct views *views = &chat->window.views;

	if (view != views_now(views))
		CHAT_REMARK(chat, STR("sent to "), view_name(view),
		    STR(", view "),
		    str_number(views_number(views, view), digits));
}

void
window_said(struct chat *chat, const struct command *command)
{
	struct views *views = &chat->window.views;
	const enum verb verb = command->rule->verb;
	struct view *view = view_of(views, command);
	struct line *line = NULL;

	if (verb != VERB_SEND && verb != VERB_TELL)
		return;
	if (view != NULL) {
		render(chat, command->arg[1]);
		line = views_wait(views, view, buf_str(&chat->line));
		buf_drop(&chat->line, buf_len(&chat->line));
		tell_where(chat, view);
	}
	owe(&chat->window,
	    (struct window_owed) { .view = view, .line = line, .verb = verb });
	window_press(chat);
}

bool
window_take_owed(struct chat *chat, enum verb verb, struct window_owed *owed)
{
	struct window *window = &chat->window;

	if (window->owed_count == 0 ||
	    window->owed[window->owed_first].verb != verb)
		return false;
	*owed = window->owed[window->owed_first];
	window->owed_first = (window->owed_first + 1) % SESSION_OWED;
	window->owed_count--;
	return true;
}

/* They may or may not have arrived, and nobody will say. */
void
window_lost(struct chat *chat)
{
	struct window *window = &chat->window;

	for (; window->owed_count > 0; window->owed_count--) {
		const struct window_owed *owed =
		    &window->owed[window->owed_first];
		window->owed_first = (window->owed_first + 1) % SESSION_OWED;
		if (owed->line == NULL)
			continue;
		const struct str text = lines_text(owed->line);
		owed->line->time = clock_wall();
		(void)BUF_CAT(&chat->line, theme_style(THEME_MISTAKE),
		    STR("!! \033[0m"), text, theme_style(THEME_MISTAKE),
		    STR(" (may not have arrived)\033[0m"));
		views_refuse(&window->views, owed->view, owed->line, LINE_LOST,
		    buf_str(&chat->line));
		buf_drop(&chat->line, buf_len(&chat->line));
	}
	window_change(chat);
}
