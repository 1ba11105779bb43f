/*
 * Replies and reactions: what the tags before an event say of an earlier
 * message of its view, and /reply and /react. See window_react.h.
 */
#include "chat/window/window_react.h"

#include "chat/core/chat_input.h"
#include "chat/core/console.h"
#include "chat/window/window.h"
#include "chat/words/words.h"
#include "shared/names.h"
#include "text/width.h"

/* The columns that a reply shows of the message. */
#define ANSWERED_COLUMNS 50

/* What a line of reactions has before the first. */
#define REACTION STR("    ")

void
window_hear_tags(struct chat *chat, struct str tags)
{
	struct window_tags *noted = &chat->console->window->tags;

	if (tags.len == 0)
		*noted = (struct window_tags) { 0 };
	while (tags.at != NULL) {
		struct str value = str_cut(&tags, ';');
		const struct str key = str_cut(&value, '=');
		const bool takes_back = str_eq(key, STR("+draft/unreact"));
		if (value.at == NULL)
			continue;
		if (str_eq(key, STR("+draft/reply")) &&
		    !str_to_number(value, INT64_MAX, &noted->reply))
			noted->reply = 0;
		if ((!takes_back && !str_eq(key, STR("+draft/react"))) ||
		    value.len > sizeof(noted->reaction))
			continue;
		noted->takes_back = takes_back;
		noted->len = value.len;
		memcpy(noted->reaction, value.at, value.len);
	}
}

/* Returns the last line of an event, or null. */
static struct line *
find_event(const struct view *view, usec id)
{
	struct line *line = view->lines.last;

	while (line != NULL && !(lines_is_event(line) && line->time == id))
		line = line->before;
	return line;
}

/* Shows before an answer the first words of what it answers. */
static void
show_reply(struct chat *chat, struct view *view, usec id, usec to)
{
	const struct line *answered = find_event(view, to);
	char room[LOGS_TEXT];

	while (answered != NULL && answered->before != NULL &&
	    lines_is_event(answered->before) && answered->before->time == to)
		answered = answered->before;
	if (answered == NULL || answered->kind > LINE_OWN)
		return;
	struct str text = logs_plain(lines_text(answered), room);
	const size_t whole = text.len;
	text.len = width_prefix(text, ANSWERED_COLUMNS);
	const struct str pieces[] = { STR("in reply to "), text,
		text.len < whole ? STR("...") : STR("") };
	window_put_before(chat, view, id, pieces, COUNT(pieces));
}

/*
 * Puts the names of a line of reactions, without the one, into a line, and then
 * that if it is to be there. Returns false if nobody is left.
 */
static bool
put_names(struct buf *to, struct str names, struct str name, bool adds)
{
	struct str front = STR("");

	while (names.len > 0) {
		const struct str one = str_cut(&names, ',');
		(void)str_skip(&names, STR(" "));
		if (str_caseeq(one, name))
			continue;
		(void)BUF_CAT(to, front, one);
		front = STR(", ");
	}
	if (adds)
		(void)BUF_CAT(to, front, name);
	return adds || front.len > 0;
}

/* Shows a reaction under its message, "+1 ali, sara", or takes it back. */
static void
show_reaction(struct chat *chat, struct view *view, struct str name,
    const struct window_tags *tags)
{
	struct views *views = &chat->console->window->views;
	struct line *line = find_event(view, tags->reply);
	char memory[CHAT_LINE];
	struct buf text;

	if (line == NULL)
		return;
	buf_init(&text, memory, sizeof(memory));
	(void)BUF_CAT(&text, REACTION);
	render_text(&text, (struct str) { tags->reaction, tags->len });
	(void)BUF_CAT(&text, STR(" "));
	const struct str front = buf_str(&text);
	do
		line = line->after;
	while (line != NULL && line->kind == LINE_REMARK &&
	    line->time == tags->reply && !str_begins(lines_text(line), front));
	if (line != NULL &&
	    (line->kind != LINE_REMARK || line->time != tags->reply))
		line = NULL;
	struct str names = line != NULL ? lines_text(line) : STR("");
	(void)str_skip(&names, front);
	if (put_names(&text, names, name, !tags->takes_back))
		(void)views_add(views, view, LINE_REMARK, tags->reply,
		    buf_str(&text), VIEWS_FURTHER | VIEWS_SEEN);
	if (line != NULL)
		views_unwait(views, view, line);
	window_change(chat);
}

void
window_use_tags(
    struct chat *chat, struct view *view, const struct window_event *event)
{
	struct window_tags *tags = &chat->console->window->tags;
	const enum verb verb = event->line->rule->verb;

	if (verb == VERB_LINES)
		return;
	if (view != NULL && tags->reply != 0 && tags->len > 0)
		show_reaction(chat, view, grammar_actor(event->line), tags);
	else if (view != NULL && tags->reply != 0 && verb != VERB_SIGNAL)
		show_reply(chat, view, event->time, tags->reply);
	*tags = (struct window_tags) { 0 };
}

/*
 * Says before the next command, which must follow at once, what it is about:
 * the last message of others on the screen. False if it would not be sent, or
 * there is no such message: tags would stay for another one.
 */
static bool
say_tags(struct chat *chat, struct str reaction)
{
	const struct where where = chat_where(chat, NULL);
	const size_t used = buf_len(&chat->session.out);
	const struct view *view = window_now(chat);
	const struct line *line = view->place.line;

	if (words_mute(&where).len > 0 ||
	    SESSION_BUFFER - used < 2 * (size_t)LIMIT_LINE) {
		CHAT_REFUSE(chat,
		    words_mute(&where).len > 0 ? words_mute(&where) :
						 STR(CHAT_TOO_MUCH));
		return false;
	}
	if (line == NULL)
		line = view->lines.last;
	while (line != NULL && line->kind > LINE_MENTION)
		line = line->before;
	if (line == NULL || view->kind == VIEW_ALL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("no message of others is in this view"));
		return false;
	}
	const struct str tags[] = { STR("+draft/reply="), DECIMAL(line->time),
		reaction.len > 0 ? STR(";+draft/react=") : STR(""), reaction };
	char memory[LIMIT_LINE];
	struct buf text;
	buf_init(&text, memory, sizeof(memory));
	(void)buf_cat(&text, tags, COUNT(tags)); /* fits */
	SESSION_SAY(&chat->session, VERB_TAGS, STR("tags"), buf_str(&text));
	return true;
}

void
window_reply(struct chat *chat, struct str text)
{
	const struct where where = chat_where(chat, NULL);

	if (words_say(text, &where).meaning == MEANS_MISTAKE ||
	    say_tags(chat, STR("")))
		chat_say(chat, &where, text);
}

void
window_react(struct chat *chat, struct str reaction)
{
	char room[1 + LIMIT_GROUP];

	if (reaction.len > REACTION_MOST ||
	    memchr(reaction.at, ';', reaction.len) != NULL ||
	    memchr(reaction.at, ' ', reaction.len) != NULL ||
	    memchr(reaction.at, '\\', reaction.len) != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("a reaction is a word, such as +1"));
	else if (say_tags(chat, reaction))
		SESSION_SAY(&chat->session, VERB_SIGNAL, STR("signal"),
		    window_place(window_now(chat), room));
}
