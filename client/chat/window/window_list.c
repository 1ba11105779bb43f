/*
 * The commands that open, find, list and close views: /query, /window and
 * /close. See window.h.
 */
#include <string.h>

#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "edit/keys.h"
#include "shared/names.h"
#include "text/match.h"
#include "text/when.h"

void
window_query(struct chat *chat, struct str rest)
{
	const struct str word = str_word(&rest);
	struct str name = word;
	const bool group = str_skip(&name, STR("#"));
	const struct view *view = NULL;

	(void)(group || str_skip(&name, STR("@")));
	if (group)
		view = window_find(chat, VIEW_GROUP, name);
	else if (name.len > 0 && name_check(name) == CODE_OK)
		view = window_meet(chat, name);
	if (view == NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("cannot open a view of "), word);
		return;
	}
	window_choose(chat, views_number(&chat->console->window->views, view));
	const struct where where = { .kind = group ? WHERE_GROUP : WHERE_PERSON,
		.name = views_name(view),
		.joined = &chat->session.joined };
	if (rest.len > 0)
		chat_say(chat, &where, rest);
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

/* How well a word, with or without a sign, fits a view. */
enum fit { FIT_NONE, FIT_PART, FIT_BEGINS, FIT_GROUP, FIT_PERSON };

static enum fit
fit(const struct view *view, struct str word)
{
	const bool group = str_skip(&word, STR("#"));
	const bool person = !group && str_skip(&word, STR("@"));
	const struct text_match match = match_word(views_name(view), 0, word);

	if (match.end == 0 || (group && view->kind != VIEW_GROUP) ||
	    (person && view->kind != VIEW_PERSON))
		return FIT_NONE;
	if (str_caseeq(views_name(view), word))
		return view->kind == VIEW_PERSON ? FIT_PERSON : FIT_GROUP;
	return match.from == 0 ? FIT_BEGINS : FIT_PART;
}

/* Moves the current view; false: the word asks for something else. */
static bool
move(struct chat *chat, struct str word)
{
	struct views *views = &chat->console->window->views;
	uint64_t to;

	if (!str_skip(&word, STR("move ")))
		return false;
	if (!str_to_number(word, views->count - 1, &to) || to == 0 ||
	    views->current == 0)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("usage: /window move N; the view of all stays 0"));
	else
		views_move(views, window_now(chat), (size_t)to);
	window_change(chat);
	return true;
}

/* Lists the views. While we reconnect, none counts as left. */
static void
list(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;
	char memory[CHAT_LINE], room[VIEWS_TITLE];
	struct buf row;

	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = views->view[i];
		const bool left = view->kind == VIEW_GROUP &&
		    !window_is_in(chat, view) && !chat_is_offline(chat);
		const struct str pieces[] = { STR("view "), DECIMAL(i),
			STR(": "),
			i == 0 ? STR("all groups") : views_title(view, room),
			left ? STR(" (left)") : STR(""),
			view->muted ? STR(" (muted)") : STR(""),
			i == views->current ? STR(" (current)") : STR("") };
		buf_init(&row, memory, sizeof(memory));
		render_remark(&row, THEME_EVENT, pieces, COUNT(pieces));
		window_pager_line(chat, buf_str(&row));
	}
}

/*
 * Goes to the view that the word names, or else has as its number, to the
 * person of that name, if we know one, or to the only view whose name begins
 * with the word, or else has it elsewhere. irssi has another word before it.
 */
void
window_go(struct chat *chat, struct str word)
{
	const struct views *views = &chat->console->window->views;
	enum fit best = FIT_PART;
	size_t found = 0, count = 0;
	uint64_t number;

	if (move(chat, word))
		return;
	(void)str_skip(&word, STR("goto "));
	for (size_t i = 1; i < views->count; i++) {
		const enum fit now = fit(views->view[i], word);
		if (now > best)
			count = 0;
		if (now < best)
			continue;
		best = now;
		found = i;
		count++;
	}
	if (best < FIT_GROUP && str_to_number(word, VIEWS_MOST, &number) &&
	    number < views->count) {
		best = FIT_GROUP;
		found = (size_t)number;
	}
	const bool person = best < FIT_GROUP &&
	    (str_begins(word, STR("@")) ||
		world_find_member(&chat->session.joined,
		    &chat->session.joined.people, word) != NULL);
	if (word.len == 0 || (count == 0 && str_caseeq(word, STR("list"))))
		list(chat);
	else if (person)
		window_query(chat, word);
	else if (best >= FIT_GROUP || count == 1)
		window_choose(chat, found);
	else if (count > 1)
		CHAT_TELL(chat, REMARK_MISTAKE, word,
		    STR(" could be several views; /window lists them"));
	else if (str_caseeq(word, STR("close")))
		window_close_now(chat, STR(""));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), word,
		    STR("; /join G opens one of a group, /query NAME of a "
			"person"));
}

/* Lists what mentions us, as far as the view of all has it. */
void
window_mentions(struct chat *chat, struct str rest)
{
	const struct view *all = chat->console->window->views.view[0];
	char memory[CHAT_LINE], day[WHEN_ROOM];
	struct buf row;
	size_t count = 0;

	(void)rest;
	for (const struct line *line = all->lines.first; line != NULL;
	     line = line->after) {
		if (line->kind != LINE_MENTION)
			continue;
		buf_init(&row, memory, sizeof(memory));
		(void)BUF_CAT(&row,
		    when_text(line->time, "%m-%d %H:%M ", day, WHEN_ROOM),
		    lines_text(line)); /* it fits */
		window_pager_line(chat, buf_str(&row));
		count++;
	}
	if (count == 0)
		CHAT_REMARK(chat, STR("no message mentions you"));
}

/* For a group, closing its view means leaving it. */
void
window_close_now(struct chat *chat, struct str rest)
{
	struct view *view = window_now(chat);

	(void)rest;
	if (view->kind == VIEW_ALL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("the view of all groups stays open"));
		return;
	}
	if (window_is_in(chat, view))
		SESSION_SAY(
		    &chat->session, VERB_LEAVE, STR("leave"), views_name(view));
	window_close(chat, view);
}
