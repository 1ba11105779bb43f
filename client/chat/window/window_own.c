/*
 * The person's own lines in a window: each is shown dimmed in its view from
 * Enter on, until its echo or a refusal replaces it. See window_own.h.
 */
#include "chat/window/window_own.h"

#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "chat/window/window.h"
#include "chat/window/window_past.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/* Returns the view in which the echo will be shown, or null. */
static struct view *
view_of(struct chat *chat, const struct command *command)
{
	struct str name = command->arg[0];

	if (command->rule->verb == VERB_TELL ||
	    (command->rule->verb == VERB_LINES && str_skip(&name, STR("@"))))
		return window_meet(chat, name);
	return window_find(chat, VIEW_GROUP, audience_group(name));
}

/*
 * Returns the text to show while the command is unanswered: of several lines,
 * the first one and how many more there are.
 */
static struct str
text_of_command(const struct command *command, struct buf *room)
{
	struct str lengths = command->arg[1], text = command->arg[2], map;
	struct message_line line = { .text = STR("") };
	char letters[LIMIT_LINES];
	size_t count;

	if (command->rule->verb != VERB_LINES)
		return command->arg[1];
	count = message_lines_map(lengths, letters, &map);
	while (line.text.len == 0 && message_lines_next(&lengths, &text, &line))
		continue;
	(void)BUF_CAT(room, line.text, STR(" (+"), DECIMAL(count - 1),
	    count == 2 ? STR(" line)") : STR(" lines)")); /* fits */
	return buf_str(room);
}

/* Returns the view in which a line was typed; null if it was closed since. */
static struct view *
view_at(const struct chat *chat, const struct where *where)
{
	if (where->kind == WHERE_GROUP)
		return window_find(chat, VIEW_GROUP, where->name);
	if (where->kind == WHERE_PERSON)
		return window_find(chat, VIEW_PERSON, where->name);
	return chat->console->window->views.view[0];
}

/* The person's own /watch is told in lines; after /unwatch, we watch anew. */
static void
heed_watch(struct window *window, enum verb verb)
{
	if (verb == VERB_WATCH || verb == VERB_WATCHING)
		window->told = true;
	if (verb != VERB_UNWATCH)
		return;
	window->told = false;
	for (size_t i = 0; i < window->views.count; i++)
		window->views.view[i]->watched = false;
}

void
window_said(
    struct chat *chat, const struct command *command, const struct where *where)
{
	struct views *views = &chat->console->window->views;
	struct window *window = chat->console->window;
	struct buf *line = &chat->console->line;
	const enum verb verb = command->rule->verb;
	const size_t known = views->count;
	struct window_owed owed = { .number = chat->session.said };
	char memory[LIMIT_LINE];
	struct buf room;

	heed_watch(window, verb);
	if (verb != VERB_SEND && verb != VERB_TELL &&
	    (verb != VERB_LINES || command->count < 3))
		return;
	owed.view = view_of(chat, command);
	owed.opened = views->count > known;
	if (owed.view != NULL) {
		buf_init(&room, memory, sizeof(memory));
		render_own(line, session_name(&chat->session),
		    text_of_command(command, &room));
		owed.line = views_add(views, owed.view, LINE_PENDING, 0,
		    buf_str(line), VIEWS_SEEN);
		buf_drop(line, buf_len(line));
	}
	owed.from = view_at(chat, where);
	if (owed.from == owed.view)
		owed.from = NULL;
	if (window->owed_count < SESSION_OWED) /* the session owes no more */
		window->owed[window->owed_count++] = owed;
	window_change(chat);
}

/*
 * Replaces an unconfirmed line by the line with what has become of it, which
 * the pieces tell.
 */
static void
settle_line(struct chat *chat, const struct window_owed *owed,
    enum line_kind kind, usec time, const struct str *pieces, size_t count)
{
	struct buf *text = &chat->console->line;

	buf_drop(text, buf_len(text));
	render_own_fate(text, kind == LINE_OWN ? THEME_PENDING : THEME_MISTAKE,
	    lines_text(owed->line), pieces, count);
	views_unwait(&chat->console->window->views, owed->view, owed->line);
	(void)window_add(chat, owed->view, kind, time, buf_str(text), 0);
	buf_drop(text, buf_len(text));
}

/*
 * Tells of the outcome in the view where the line was typed, if the line itself
 * is elsewhere: a sentence, the name of that view and, unless the last piece is
 * a reason, how to go there.
 */
static void
tell_there(struct chat *chat, const struct window_owed *owed,
    const struct view *view, enum line_kind kind, struct str sentence,
    struct str reason)
{
	char room[VIEWS_TITLE], way[WINDOW_WAY];
	const bool told = reason.len > 0;
	const struct str pieces[] = { sentence, views_title(view, room),
		told ? STR(": ") : STR(" ("),
		told ? reason : window_way(chat, view, way),
		told ? STR("") : STR(")") };

	if (owed->from != NULL)
		window_tell(chat, owed->from, kind, pieces, COUNT(pieces));
}

/* Marks a line as unconfirmed: nobody will say whether it has arrived. */
static void
lose(struct chat *chat, const struct window_owed *owed)
{
	const struct str pieces[] = { STR("may not have arrived") };

	if (owed->line == NULL)
		return;
	settle_line(chat, owed, LINE_LOST, clock_wall(), pieces, COUNT(pieces));
	tell_there(chat, owed, owed->view, LINE_MISTAKE,
	    STR("may not have arrived: a message to "), STR(""));
}

static struct window_owed
take_first(struct window *window)
{
	const struct window_owed owed = window->owed[0];

	memmove(window->owed, window->owed + 1,
	    --window->owed_count * sizeof(owed));
	return owed;
}

/*
 * Takes the line that is answered now. Returns false if it is none of the
 * unconfirmed ones; *owed may have no line.
 */
static bool
take_owed(struct chat *chat, struct window_owed *owed)
{
	struct window *window = chat->console->window;
	const size_t number = session_answers(&chat->session);

	while (window->owed_count > 0 && window->owed[0].number <= number) {
		*owed = take_first(window);
		if (owed->number == number)
			return true;
		lose(chat, owed); /* its answer was none that we know */
	}
	return false;
}

void
window_confirm(struct chat *chat, const struct view *view)
{
	struct views *views = &chat->console->window->views;
	struct window_owed owed;

	if (!take_owed(chat, &owed))
		return;
	if (owed.line != NULL)
		views_unwait(views, owed.view, owed.line);
	/* The view of all shows the message anyway. */
	if (view != NULL && owed.from != views->view[0] && owed.from != view)
		tell_there(
		    chat, &owed, view, LINE_REMARK, STR("sent to "), STR(""));
}

bool
window_kept(struct chat *chat, const struct command *ok)
{
	struct str rest = ok->arg[1];
	struct window_owed owed;
	uint64_t id = 0;

	if (ok->rule->verb != VERB_OK || !str_eq(ok->arg[0], STR("tell")) ||
	    !str_eq(str_word(&rest), STR("kept")) ||
	    !str_to_number(str_word(&rest), INT64_MAX, &id) ||
	    !take_owed(chat, &owed) || owed.line == NULL)
		return false;
	const struct str pieces[] = { STR("kept until "), rest,
		STR(" logs in") };
	settle_line(chat, &owed, LINE_OWN, id, pieces, COUNT(pieces));
	if (owed.from != NULL)
		window_tell(
		    chat, owed.from, LINE_REMARK, pieces, COUNT(pieces));
	return true;
}

bool
window_refuse(struct chat *chat, struct str why)
{
	char room[CHAT_MESSAGE];
	struct window_owed owed;

	if (!take_owed(chat, &owed) || owed.line == NULL)
		return false;
	if (owed.opened) {
		window_close(chat, owed.view);
		return false;
	}
	why = str_from(render_string(room, CHAT_MESSAGE, &why, 1));
	const struct str pieces[] = { STR("not sent: "), why };
	settle_line(
	    chat, &owed, LINE_REFUSED, clock_wall(), pieces, COUNT(pieces));
	tell_there(
	    chat, &owed, owed.view, LINE_MISTAKE, STR("not sent to "), why);
	return true;
}

void
window_lost(struct chat *chat)
{
	struct window *window = chat->console->window;
	char room[1 + LIMIT_GROUP];

	for (size_t i = 1; i < window->views.count; i++) {
		struct view *view = window->views.view[i];
		view->watched = false;
		view->presence_len = 0;
		/* A group is asked for when it is entered again. */
		if (view->kind == VIEW_PERSON && chat->account_state.logged_in)
			past_since(&chat->past, window_place(view, room),
			    views_last_event(view));
	}
	window->told = false;
	while (window->owed_count > 0) {
		const struct window_owed owed = take_first(window);
		lose(chat, &owed);
	}
	window_change(chat);
}
