/*
 * The person's own lines in a window: each is shown dimmed in its view from
 * Enter on, until its echo or a refusal replaces it. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
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
	if (command->rule->verb == VERB_SEND ||
	    command->rule->verb == VERB_LINES)
		return window_find(
		    chat, VIEW_GROUP, audience_group(command->arg[0]));
	return NULL;
}

/*
 * Returns the text to show while the command is unanswered: of several lines,
 * the first one and how many more there are.
 */
static struct str
text_of(const struct command *command, struct buf *room)
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

void
window_said(
    struct chat *chat, const struct command *command, const struct where *where)
{
	const struct manner manner = chat_manner(chat, NULL);
	struct window_server *server = window_server(chat);
	struct views *views = &chat->console->window->views;
	struct buf *line = &chat->console->line;
	const enum verb verb = command->rule->verb;
	const size_t known = views->count;
	struct window_owed owed = { .verb = verb };
	char memory[LIMIT_LINE];
	struct buf room;

	if (verb != VERB_SEND && verb != VERB_TELL &&
	    (verb != VERB_LINES || command->count < 3))
		return;
	owed.view = view_of(chat, command);
	owed.opened = views->count > known;
	if (owed.view != NULL) {
		buf_init(&room, memory, sizeof(memory));
		render_own(line, session_name(&chat->session),
		    text_of(command, &room), &manner);
		owed.line = views_wait(views, owed.view, buf_str(line));
		buf_drop(line, buf_len(line));
	}
	owed.from = view_at(chat, where);
	if (owed.from == owed.view)
		owed.from = NULL;
	if (server->owed_count < SESSION_OWED) /* the session owes no more */
		server->owed[server->owed_count++] = owed;
	window_press(chat);
}

static void
take_first(struct window_server *server, struct window_owed *owed)
{
	*owed = server->owed[0];
	memmove(server->owed, server->owed + 1,
	    --server->owed_count * sizeof(*owed));
}

/*
 * Takes the first unanswered line, if the answer that has come is for it.
 * Returns false if there is none; *owed may have no line.
 */
static bool
take_owed(struct chat *chat, enum verb verb, struct window_owed *owed)
{
	struct window_server *server = window_server(chat);

	if (!session_awaits(&chat->session, verb, false) ||
	    server->owed_count == 0 || server->owed[0].verb != verb)
		return false;
	take_first(server, owed);
	return true;
}

/*
 * Tells of the outcome in the view where the line was typed, if the line itself
 * is elsewhere.
 */
static void
tell_there(struct chat *chat, const struct window_owed *owed,
    enum line_kind kind, const struct str *pieces, size_t count)
{
	if (owed->from != NULL)
		window_tell(chat, owed->from, kind, pieces, count);
}
#define TELL_THERE(chat, owed, kind, ...)                                  \
	tell_there(chat, owed, kind, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

bool
window_confirm(struct chat *chat, struct view *view, enum verb verb, usec time,
    struct str text)
{
	struct views *views = &chat->console->window->views;
	char room[VIEWS_TITLE], way[WINDOW_WAY];
	struct window_owed owed;

	if (!take_owed(chat, verb, &owed))
		return false;
	if (owed.line != NULL) {
		views_settle(views, owed.view, owed.line, LINE_OWN, time, text);
		window_log(chat, owed.view, time, text);
	}
	/* The view of all shows the message anyway. */
	if (view != NULL && owed.from != views->view[0] && owed.from != view)
		TELL_THERE(chat, &owed, LINE_REMARK, STR("sent to "),
		    views_title(view, room), STR(" ("),
		    window_way(chat, view, way), STR(")"));
	return owed.line != NULL;
}

bool
window_kept(struct chat *chat, const struct command *ok)
{
	struct str rest = ok->count > 1 ? ok->arg[1] : STR("");
	struct buf *text = &chat->console->line;
	struct window_owed owed;
	uint64_t id = 0;

	if (ok->rule->verb != VERB_OK || !str_eq(ok->arg[0], STR("tell")) ||
	    !str_eq(str_word(&rest), STR("kept")) ||
	    !str_to_number(str_word(&rest), INT64_MAX, &id) ||
	    !take_owed(chat, VERB_TELL, &owed) || owed.line == NULL)
		return false;
	const struct str pieces[] = { STR("kept until "), rest,
		STR(" logs in") };
	buf_drop(text, buf_len(text));
	render_own_fate(
	    text, THEME_PENDING, lines_text(owed.line), pieces, COUNT(pieces));
	views_settle(&chat->console->window->views, owed.view, owed.line,
	    LINE_OWN, id, buf_str(text));
	window_log(chat, owed.view, id, buf_str(text));
	buf_drop(text, buf_len(text));
	TELL_THERE(chat, &owed, LINE_REMARK, STR("kept until "), rest,
	    STR(" logs in"));
	return true;
}

/* Marks a line as failed, in its place, with the reason after it. */
static void
fail(struct chat *chat, const struct window_owed *owed, enum line_kind kind,
    const struct str *pieces, size_t count)
{
	struct buf *text = &chat->console->line;

	buf_drop(text, buf_len(text));
	render_own_fate(
	    text, THEME_MISTAKE, lines_text(owed->line), pieces, count);
	views_settle(&chat->console->window->views, owed->view, owed->line,
	    kind, clock_wall(), buf_str(text));
	buf_drop(text, buf_len(text));
}
#define FAIL(chat, owed, kind, ...)                                  \
	fail(chat, owed, kind, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

bool
window_refuse(struct chat *chat, struct str why)
{
	char room[CHAT_MESSAGE], title[VIEWS_TITLE];
	struct window_owed owed;

	if ((!take_owed(chat, VERB_SEND, &owed) &&
		!take_owed(chat, VERB_TELL, &owed) &&
		!take_owed(chat, VERB_LINES, &owed)) ||
	    owed.line == NULL)
		return false;
	if (owed.opened) {
		window_close(chat, owed.view);
		return false;
	}
	why = str_from(chat_safe_text(room, &why, 1));
	FAIL(chat, &owed, LINE_REFUSED, STR("not sent: "), why);
	TELL_THERE(chat, &owed, LINE_MISTAKE, STR("not sent to "),
	    views_title(owed.view, title), STR(": "), why);
	return true;
}

/*
 * Marks the unanswered lines as unconfirmed: nobody will say whether they have
 * arrived.
 */
void
window_lost(struct chat *chat)
{
	struct window_server *server = window_server(chat);
	char room[VIEWS_TITLE], way[WINDOW_WAY];
	struct window_owed owed;

	while (server->owed_count > 0) {
		take_first(server, &owed);
		if (owed.line == NULL)
			continue;
		FAIL(chat, &owed, LINE_LOST, STR("may not have arrived"));
		TELL_THERE(chat, &owed, LINE_MISTAKE,
		    STR("may not have arrived: a message to "),
		    views_title(owed.view, room), STR(" ("),
		    window_way(chat, owed.view, way), STR(")"));
	}
	server->sought.len = 0;
	window_change(chat);
}
