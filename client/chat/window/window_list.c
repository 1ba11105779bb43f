/*
 * The commands that open, find, list, move and close views: /query, /g, /window
 * and /close. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/words/sign.h"
#include "edit/keys.h"
#include "shared/codes.h"
#include "shared/names.h"
#include "text/match.h"

/* The names that are told if several views fit a word. */
#define SEVERAL 512

static void
choose(struct chat *chat, const struct view *view)
{
	window_choose(chat, views_number(&chat->console->window->views, view));
}

/*
 * Asks the server silently whether somebody has the name, so that nobody writes
 * to a person who does not exist. Does nothing while another question is
 * pending: the answer is only a courtesy.
 */
static void
ask(struct chat *chat, struct str name)
{
	struct window_sought *sought = &window_server(chat)->sought;

	if (sought->len > 0 || chat_is_away(chat) ||
	    !session_ready(&chat->session))
		return;
	memcpy(sought->name, name.at, name.len);
	sought->len = name.len;
	SESSION_SAY_ITSELF(&chat->session, VERB_WHOIS, STR("whois"), name);
}

/*
 * Tells in the view that nobody has the name, even if the person looks at
 * another view by now. With an account, a message can be kept there.
 */
void
window_query_hear(struct chat *chat, const struct command *line)
{
	struct window_sought *sought = &window_server(chat)->sought;
	const enum verb verb = line->rule->verb;
	const struct str name = { sought->name, sought->len };
	const struct str nobody[] = { STR("no one here is called "), name };
	const struct str absent[] = { name, STR(" is not connected; if "), name,
		STR(" has an account, a message is kept until the next "
		    "login") };

	if ((verb != VERB_OK && verb != VERB_ERR) ||
	    !session_awaits(&chat->session, VERB_WHOIS, true))
		return;
	struct view *view = window_find(chat, VIEW_PERSON, name);
	sought->len = 0;
	if (view == NULL || verb == VERB_OK ||
	    !str_eq(line->arg[1], code_word(CODE_NO_SUCH_NAME)))
		return;
	if (chat->account_state.logged_in)
		window_tell(chat, view, LINE_REMARK, absent, COUNT(absent));
	else
		window_tell(chat, view, LINE_MISTAKE, nobody, COUNT(nobody));
}

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
	choose(chat, view);
	const struct where where = { .kind = group ? WHERE_GROUP : WHERE_PERSON,
		.name = view_name(view),
		.joined = &chat->session.joined };
	if (rest.len > 0)
		chat_say(chat, &where, rest);
	else if (!group)
		ask(chat, view_name(view));
}

/*
 * A word without a sign is a person, if we know one of that name, and else a
 * group.
 */
void
window_go(struct chat *chat, struct str rest)
{
	const struct str name = sign_off(rest);
	const bool group = name.len < rest.len;
	const struct view *view = window_find(chat, VIEW_GROUP, name);
	const bool person = !group &&
	    (str_begins(rest, STR("@")) ||
		members_has(&chat->session.joined.people, rest) ||
		window_find(chat, VIEW_PERSON, rest) != NULL);

	if (person)
		window_query(chat, rest);
	else if (view != NULL)
		choose(chat, view);
	else if (group)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("you are not in "), rest,
		    STR("; to join, type /join "), rest);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), rest,
		    STR("; for a group, type /join #"), rest,
		    STR("; for a person, type /query "), rest);
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
	const struct text_match match = match_word(view_name(view), 0, word);

	if (match.end == 0 || (group && view->kind != VIEW_GROUP) ||
	    (person && view->kind != VIEW_PERSON))
		return FIT_NONE;
	if (str_caseeq(view_name(view), word))
		return view->kind == VIEW_PERSON ? FIT_PERSON : FIT_GROUP;
	return match.from == 0 ? FIT_BEGINS : FIT_PART;
}

/*
 * Goes to the view of that name or number, or to the only one whose name begins
 * with the word, or else has it elsewhere.
 */
static void
find(struct chat *chat, struct str word)
{
	const struct views *views = &chat->console->window->views;
	char memory[SEVERAL], room[VIEWS_TITLE];
	enum fit best = FIT_PART;
	size_t found = 0, count = 0;
	struct buf names;
	uint64_t number;

	for (size_t i = 1; i < views->count; i++) {
		const enum fit now = fit(views->view[i], word);
		if (now < best)
			continue;
		if (now > best || count == 0) {
			buf_init(&names, memory, sizeof(memory));
			best = now;
			count = 0;
		}
		/* As many names as there is room for. */
		(void)BUF_CAT(&names, count > 0 ? STR(", ") : STR(""),
		    views_title(views->view[i], room));
		found = i;
		count++;
	}
	if (best < FIT_GROUP && str_to_number(word, VIEWS_MOST, &number) &&
	    number < views->count)
		window_choose(chat, (size_t)number);
	else if (count == 0)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no view "), word,
		    STR("; /window lists them"));
	else if (count > 1)
		CHAT_TELL(chat, REMARK_MISTAKE, word, STR(" could be "),
		    buf_str(&names));
	else
		window_choose(chat, found);
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
		    !window_is_in(chat, view) && !chat_is_away(chat);
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

static void
move(struct chat *chat, struct str number)
{
	uint64_t to;

	if (str_to_number(number, VIEWS_MOST, &to) &&
	    views_move(&chat->console->window->views, (size_t)to))
		window_press(chat);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("usage: /window move N, "),
		    STR("in a view other than 0; N is the number of a view"));
}

/* Makes the view that is step views after the current one current. */
static void
turn_to(struct chat *chat, size_t step)
{
	const struct views *views = &chat->console->window->views;

	window_choose(chat, (views->current + step) % views->count);
}

/* A view's name goes before the words of other chat programs. */
void
window_list(struct chat *chat, struct str rest)
{
	const struct views *views = &chat->console->window->views;
	(void)str_skip(&rest, STR("goto "));
	const struct str name = sign_off(rest);
	const bool named = window_find(chat, VIEW_GROUP, name) != NULL ||
	    window_find(chat, VIEW_PERSON, name) != NULL;
	struct str more = rest;
	const struct str word = named ? STR("") : str_word(&more);

	if (rest.len == 0 || str_caseeq(word, STR("list")))
		list(chat);
	else if (str_caseeq(word, STR("close")))
		window_close_now(chat, more);
	else if (str_caseeq(word, STR("move")))
		move(chat, str_strip(more));
	else if (str_caseeq(word, STR("next")) || str_eq(word, STR("+1")))
		turn_to(chat, 1);
	else if (str_caseeq(word, STR("prev")) ||
	    str_caseeq(word, STR("previous")) || str_eq(word, STR("-1")))
		turn_to(chat, views->count - 1);
	else
		find(chat, rest);
}

/* For a group, closing its view means leaving it. */
void
window_close_now(struct chat *chat, struct str rest)
{
	struct view *view = window_now(chat);

	(void)rest;
	if (view->kind == VIEW_ALL)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("the view of all groups stays open"));
	else if (window_is_in(chat, view)) {
		view->closing = true;
		SESSION_SAY(
		    &chat->session, VERB_LEAVE, STR("leave"), view_name(view));
	} else
		window_close(chat, view);
}
