/*
 * What the client's own words do: see chat_state.h. What a face does by itself,
 * such as opening a view, is left to it.
 */
#include "person/chat_state.h"
#include "person/help.h"
#include "person/words.h"

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

/* The client's own help, and the server's behind it. */
static void
show_help(struct chat *chat, struct str rest)
{
	char room[HELP_LINE];
	struct str line;

	(void)rest;
	for (size_t i = 0; (line = help_line(i, room)).len > 0; i++)
		CHAT_REMARK(chat, line);
	SESSION_SAY(&chat->session, VERB_HELP, STR("help"));
}

/* Those that are not here are the face's. */
static void (*const deeds[DEED_COUNT])(struct chat *chat, struct str rest) = {
	[DEED_WHERE] = show_where,
	[DEED_HELP] = show_help,
};

void
chat_do(struct chat *chat, enum deed deed, struct str rest)
{
	if (deeds[deed] != NULL)
		deeds[deed](chat, rest);
	else if (!chat->face->deed(chat, deed, rest))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), words_of(deed),
		    STR(" needs the window; this is the plain stream (-p)"));
}

void
chat_settings_changed(struct chat *chat)
{
	chat->face->measure(chat);
}
