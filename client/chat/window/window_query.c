/*
 * /query, which opens the view of a person. The server is silently asked
 * whether there is such a person, so that nobody writes to a person who does
 * not exist. See window.h.
 */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "shared/codes.h"
#include "shared/names.h"

/*
 * Asks the server whether somebody has the name. Does nothing while another
 * question is pending: the answer is only a courtesy.
 */
static void
window_query_ask(struct chat *chat, struct str name)
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
 * Returns the view of a group, "#ops", or opens that of a person, whatever
 * groups there are; null if there is none.
 */
static const struct view *
open_view(struct chat *chat, struct str name)
{
	if (str_skip(&name, STR("#")))
		return window_find(chat, VIEW_GROUP, name);
	(void)str_skip(&name, STR("@"));
	if (name.len == 0 || name_check(name) != CODE_OK)
		return NULL;
	return window_meet(chat, name);
}

void
window_query(struct chat *chat, struct str rest)
{
	const struct str name = str_word(&rest);
	const struct view *view = open_view(chat, name);

	if (view == NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("cannot open a view of "), name);
		return;
	}
	window_choose(chat, views_number(&chat->console->window->views, view));
	const bool group = view->kind == VIEW_GROUP;
	const struct where where = { .kind = group ? WHERE_GROUP : WHERE_PERSON,
		.name = view_name(view),
		.joined = &chat->session.joined };
	if (rest.len > 0)
		chat_say(chat, &where, rest);
	else if (!group)
		window_query_ask(chat, view_name(view));
}

/*
 * Tells that nobody has the name, in the view opened for it, even if the person
 * looks at another view by now. With an account, a message can be kept there.
 */
static void
tell_nobody(struct chat *chat, struct str name)
{
	struct view *view = window_find(chat, VIEW_PERSON, name);
	const struct str nobody[] = { STR("no one here is called "), name };
	const struct str absent[] = { name, STR(" is not connected; if "), name,
		STR(" has an account, a message is kept until the next "
		    "login") };
	const bool keeps = chat->account_state.logged_in;
	char memory[CHAT_LINE];
	struct buf text;

	if (view == NULL)
		return;
	buf_init(&text, memory, sizeof(memory));
	render_remark(&text, keeps ? THEME_EVENT : THEME_MISTAKE,
	    keeps ? absent : nobody, keeps ? COUNT(absent) : COUNT(nobody));
	(void)window_add(chat, view, keeps ? LINE_REMARK : LINE_MISTAKE,
	    clock_wall(), buf_str(&text));
}

void
window_query_hear(struct chat *chat, const struct command *line)
{
	struct window_sought *sought = &window_server(chat)->sought;
	const enum verb verb = line->rule->verb;
	const struct str name = { sought->name, sought->len };

	if ((verb != VERB_OK && verb != VERB_ERR) ||
	    !session_awaits(&chat->session, VERB_WHOIS, true))
		return;
	sought->len = 0;
	if (verb == VERB_ERR &&
	    str_eq(line->arg[1], code_word(CODE_NO_SUCH_NAME)))
		tell_nobody(chat, name);
}
