/*
 * The command /window: lists the views, goes to one by its number or a part of
 * its name, and moves one. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "edit/keys.h"
#include "text/match.h"

/* The names that are told if several views fit a word. */
#define SEVERAL 512

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

/* Returns the view of that number or name, with or without a sign, or null. */
static const struct view *
find(const struct chat *chat, struct str word)
{
	const struct views *views = &chat->console->window->views;
	const bool group = str_skip(&word, STR("#"));
	const bool person = !group && str_skip(&word, STR("@"));
	const struct view *view =
	    group ? NULL : window_find(chat, VIEW_PERSON, word);
	uint64_t i;

	if (view == NULL && !person)
		view = window_find(chat, VIEW_GROUP, word);
	if (view == NULL && !group && !person &&
	    str_to_number(word, VIEWS_MOST, &i) && i < views->count)
		view = views->view[i];
	return view;
}

/*
 * Returns whether the word, with or without a sign, is in the view's name, or
 * at its beginning.
 */
static bool
fits(const struct view *view, struct str word, bool begins)
{
	const bool group = str_skip(&word, STR("#"));
	const bool person = !group && str_skip(&word, STR("@"));
	const struct text_match match = match_word(view_name(view), 0, word);

	return word.len > 0 && !(group && view->kind != VIEW_GROUP) &&
	    !(person && view->kind != VIEW_PERSON) && match.end > 0 &&
	    (!begins || match.from == 0);
}

/* Counts the views that fit the word; *first becomes the first of them. */
static size_t
seek(const struct views *views, struct str word, bool begins,
    const struct view **first)
{
	size_t count = 0;

	*first = NULL;
	for (size_t i = 1; i < views->count; i++) {
		if (!fits(views->view[i], word, begins))
			continue;
		if (count++ == 0)
			*first = views->view[i];
	}
	return count;
}

/* Names the views that fit the word, as many as there is room for. */
static void
tell_several(struct chat *chat, struct str word, bool begins)
{
	const struct views *views = &chat->console->window->views;
	char memory[SEVERAL], room[VIEWS_TITLE];
	struct buf names;

	buf_init(&names, memory, sizeof(memory));
	for (size_t i = 1; i < views->count; i++)
		if (fits(views->view[i], word, begins) &&
		    !BUF_CAT(&names, buf_len(&names) > 0 ? STR(", ") : STR(""),
			views_title(views->view[i], room)))
			break;
	CHAT_TELL(
	    chat, REMARK_MISTAKE, word, STR(" could be "), buf_str(&names));
}

/*
 * Goes to the only view whose name begins with the word, or else to the only
 * one that has it elsewhere.
 */
static void
go_to_part(struct chat *chat, struct str word)
{
	const struct views *views = &chat->console->window->views;
	const struct view *view;
	size_t count = seek(views, word, true, &view);
	const bool begins = count > 0;

	if (!begins)
		count = seek(views, word, false, &view);
	if (count == 1)
		window_choose(chat, views_number(views, view));
	else if (count > 1)
		tell_several(chat, word, begins);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), word,
		    STR("; /window lists them"));
}

/*
 * Returns whether we have left the view's group, so that the view is for
 * reading only. While reconnecting that is unknown.
 */
static bool
is_left(const struct chat *chat, const struct view *view)
{
	return view->kind == VIEW_GROUP && !view->here && !chat_is_away(chat);
}

static void
list(struct chat *chat, struct str rest)
{
	const struct views *views = &chat->console->window->views;
	char memory[CHAT_LINE];
	struct buf row;

	(void)rest;
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = views->view[i];
		char room[VIEWS_TITLE];
		const struct str name = views_title(view, room);
		buf_init(&row, memory, sizeof(memory));
		render_remark(&row, THEME_EVENT,
		    (const struct str[]) { STR("view "), DECIMAL(i), STR(": "),
			i == 0 ? STR("all groups") : name,
			is_left(chat, view) ? STR(" (left)") : STR(""),
			view->muted ? STR(" (muted)") : STR(""),
			i == views->current ? STR(" (current)") : STR("") },
		    7);
		window_pager_line(chat, buf_str(&row));
	}
}

/* Makes the view that is step views after the current one current. */
static void
turn_to(struct chat *chat, size_t step)
{
	const struct views *views = &chat->console->window->views;

	window_choose(chat, (views->current + step) % views->count);
}

static void
next(struct chat *chat, struct str rest)
{
	(void)rest;
	turn_to(chat, 1);
}

static void
previous(struct chat *chat, struct str rest)
{
	(void)rest;
	turn_to(chat, chat->console->window->views.count - 1);
}

static void
close_now(struct chat *chat, struct str rest)
{
	(void)window_action(chat, ACTION_CLOSE, rest);
}

static void
move(struct chat *chat, struct str rest)
{
	struct views *views = &chat->console->window->views;
	uint64_t to;

	if (str_to_number(rest, VIEWS_MOST, &to) &&
	    views_move(views, (size_t)to))
		window_press(chat);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /window move N, "),
		    STR("in a view other than 0; N is the number of a view"));
}

static void
lacks(struct chat *chat, struct str rest)
{
	(void)rest;
	CHAT_TELL(chat, REMARK_MISTAKE,
	    STR("the window shows one view at a time; there are no splits"));
}

/*
 * Carries out a word of another chat program: "close", "list", "+1" and the
 * like. Returns false if it is none.
 */
static bool
take_word(struct chat *chat, struct str rest)
{
	static const struct {
		const char *word;
		void (*act)(struct chat *chat, struct str rest);
	} words[] = {
		{ "close", close_now },
		{ "list", list },
		{ "next", next },
		{ "+1", next },
		{ "prev", previous },
		{ "previous", previous },
		{ "-1", previous },
		{ "move", move },
		{ "split", lacks },
		{ "balance", lacks },
		{ "grow", lacks },
		{ "shrink", lacks },
		{ "merge", lacks },
	};
	const struct str word = str_word(&rest);

	for (size_t i = 0; i < COUNT(words); i++) {
		if (!str_caseeq(str_from(words[i].word), word))
			continue;
		words[i].act(chat, str_strip(rest));
		return true;
	}
	return false;
}

void
window_list(struct chat *chat, struct str rest)
{
	struct views *views = &chat->console->window->views;

	(void)str_skip(&rest, STR("goto "));
	const struct view *view = find(chat, rest);
	if (rest.len == 0)
		list(chat, rest);
	else if (view != NULL)
		window_choose(chat, views_number(views, view));
	else if (!take_word(chat, rest))
		go_to_part(chat, rest);
}
