/*
 * What the client's own words do: see chat_state.h. What a face does by itself,
 * such as opening a view, is left to it, and settings to chat_set.c.
 */
#include "person/chat_set.h"
#include "person/chat_state.h"
#include "person/help.h"
#include "person/help_keys.h"
#include "person/words.h"
#include "text/term.h"

/* Which groups we are in. */
static void
show_where(struct chat *chat, struct str rest)
{
	const struct joined *joined = &chat->session.joined;

	(void)rest;
	if (joined->count == 0)
		CHAT_REMARK(chat, STR("you are in no group"));
	for (size_t i = 0; i < joined->count && chat_has_room(chat); i++)
		CHAT_REMARK(chat, STR("you are in "), joined_at(joined, i),
		    i == joined_chosen(joined) ? STR(" (current)") : STR(""));
}

/* As in the manual: nothing stands in front of a row. */
static void
show_keys(struct chat *chat)
{
	char room[HELP_KEYS_COLUMNS];
	struct str row;

	for (size_t i = 0; help_keys(i, room, &row); i++) {
		(void)BUF_CAT(&chat->line, row, STR("\n")); /* it fits */
		chat->face->show(chat, buf_str(&chat->line));
		buf_drop(&chat->line, buf_len(&chat->line));
	}
}

/* Rows of a window that are not those of the page. */
#define BESIDE 7

/* A page, from 1; beyond the last that is shown once more. */
static void
show_page(struct chat *chat, size_t page)
{
	const size_t rows = term_rows() > BESIDE ? term_rows() - BESIDE : 1;
	const size_t columns = term_columns();
	char room[HELP_LINE], digits[STR_DIGITS];
	size_t from = 0, end = help_page_end(0, rows, columns), number = 1;

	for (; number < page && help_any(end, room).len > 0; number++) {
		from = end;
		end = help_page_end(from, rows, columns);
	}
	for (size_t i = from; i < end; i++)
		CHAT_REMARK(chat, help_any(i, room));
	if (help_any(end, room).len > 0)
		CHAT_REMARK(chat, STR("next page: /help "),
		    str_number(number + 1, digits));
}

/* The client's own help, and the server's behind it. */
static void
show_all(struct chat *chat)
{
	char room[HELP_LINE];
	struct str line;

	for (size_t i = 0; (line = help_line(i, room)).len > 0; i++)
		CHAT_REMARK(chat, line);
	SESSION_SAY(&chat->session, VERB_HELP, STR("help"));
}

static void
show_help(struct chat *chat, struct str rest)
{
	char room[HELP_LINE];
	uint64_t page = 1;

	if (str_eq(rest, STR("keys")))
		show_keys(chat);
	else if (words_has(rest))
		CHAT_REMARK(chat, help_word(rest, room));
	else if (!chat->face->pages)
		show_all(chat);
	else if (rest.at == NULL || str_to_number(rest, SIZE_MAX, &page))
		show_page(chat, (size_t)page);
}

/* Those that are not here are the face's. */
static void (*const deeds[DEED_COUNT])(struct chat *chat, struct str rest) = {
	[DEED_WHERE] = show_where,
	[DEED_HELP] = show_help,
	[DEED_SET] = chat_set,
	[DEED_IGNORE] = chat_ignore,
	[DEED_UNIGNORE] = chat_unignore,
	[DEED_HIGHLIGHT] = chat_highlight,
	[DEED_ALIAS] = chat_alias,
	[DEED_UNALIAS] = chat_unalias,
};

/* A filter shows nothing of our own, and its settings are not its lines'. */
static void
do_for_filter(struct chat *chat, enum deed deed, struct str rest)
{
	struct session *session = &chat->session;

	if (deed == DEED_HELP && rest.at == NULL)
		SESSION_SAY(session, VERB_HELP, STR("help"));
	else if (deed == DEED_HELP)
		SESSION_SAY(session, VERB_HELP, STR("help"), rest);
	else if (deed != DEED_WHERE && !chat->face->deed(chat, deed, rest))
		CHAT_REFUSE(
		    chat, STR("/"), words_of(deed), STR(" needs a terminal"));
}

void
chat_do(struct chat *chat, enum deed deed, struct str rest)
{
	if (!chat->options.person)
		do_for_filter(chat, deed, rest);
	else if (deeds[deed] != NULL)
		deeds[deed](chat, rest);
	else if (!chat->face->deed(chat, deed, rest))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), words_of(deed),
		    STR(" needs the window; this is the plain stream (-p)"));
}
