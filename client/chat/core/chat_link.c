/*
 * What becomes of the link to the server (net/link.h), for a person who reads,
 * edits and waits meanwhile: see chat_link.h.
 */
#include "chat/core/chat_link.h"

#include <stdio.h>
#include <sysexits.h>

#include "chat/core/account.h"
#include "chat/core/console.h"
#include "chat/core/past.h"

/* How long to wait for a connection, and for an answer, until we reconnect. */
#define PATIENCE (60 * SEC)

void
chat_hear_via(struct chat *chat)
{
	struct str line;

	while (chat_has_room(chat) && dial_via_line(&chat->link.via, &line)) {
		const uint32_t hash = str_hash(line);
		if (line.len == 0 ||
		    (chat_is_offline(chat) && hash == chat->said))
			continue;
		CHAT_TELL(chat, REMARK_APART, STR("via: "), line);
		chat->said = hash;
	}
}

/* Tells what has become of the link. */
static void
tell_news(void *owner, enum link_news news, const char *what, const char *time)
{
	static const enum remark remarks[] = {
		[LINK_LOST] = REMARK_EVERYWHERE,
		[LINK_FAILED] = REMARK_HERE,
		[LINK_AGAIN] = REMARK_AGAIN,
		[LINK_WAITS] = REMARK_HERE,
		[LINK_UNLIKE] = REMARK_HERE,
		[LINK_BACK] = REMARK_EVERYWHERE,
	};
	struct chat *chat = owner;
	const struct str current = str_from(chat->current);
	const struct str later = str_from(time != NULL ? time : "");

	if (time == NULL || news == LINK_LOST)
		CHAT_TELL(chat, remarks[news], str_from(what));
	else
		CHAT_TELL(chat, remarks[news], str_from(what),
		    STR("; trying again in "), later);
	if (news == LINK_LOST)
		CHAT_REMARK(chat, STR("trying again in "), later,
		    STR("; Ctrl-C twice on an empty line quits"));
	if (news != LINK_BACK)
		return;
	chat->said = 0;
	if (world_has(&chat->session.joined, current))
		world_choose(&chat->session.joined, current);
}

/* Ends the chat. A bye that is no answer to our quit is a failure like any. */
static void
end_chat(void *owner, int status, const char *why)
{
	struct chat *chat = owner;

	chat_hear_via(chat);
	if (status == EX_OK)
		chat_end(chat, EX_OK);
	else
		chat_fail(chat, EX_UNAVAILABLE, "%s", why);
}

/* Drops what was true of the connection alone. */
static void
forget_connection(void *owner)
{
	struct chat *chat = owner;
	const struct str current = world_current(&chat->session.joined);
	const struct str name = session_name(&chat->session);

	chat_hear_via(chat);
	past_lost(&chat->past);
	chat->console->ui->lost(chat);
	if (current.len > 0)
		(void)snprintf(chat->current, sizeof(chat->current), "%.*s",
		    (int)current.len, current.at); /* fits */
	if (name.len > 0)
		(void)snprintf(chat->tried, sizeof(chat->tried), "%.*s",
		    (int)name.len, name.at); /* fits */
	account_lost(chat);
	chat->full = false;
	chat->hushed = chat->lines_of_names = 0;
}

struct link_options
chat_link_options(struct chat *chat)
{
	struct link_options options = chat->options.link;

	options.owner = chat;
	options.tell = tell_news;
	options.fail = end_chat;
	options.lost = forget_connection;
	options.name_exact = options.person = true;
	options.away = chat->away;
	options.timeout = PATIENCE;
	return options;
}

void
chat_begin_link(struct chat *chat)
{
	const struct link_options options = chat_link_options(chat);

	if (options.name != NULL)
		(void)snprintf(
		    chat->tried, sizeof(chat->tried), "%s", options.name);
	chat->link.takes_letters = true;
	link_begin(&chat->link, &chat->session, &options, chat->options.groups);
}
