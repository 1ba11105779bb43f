/* Values in effect in place of settings: see chat_setting.h. */
#include "person/chat_setting.h"

#include "person/chat_state.h"
#include "session/settings.h"

/* Returns a canonical text, so that equal addresses compare equal. */
static const char *
address_text(const char *address, char room[ADDR_TEXT])
{
	struct addr addr;

	if (addr_parse(&addr, address) != NULL)
		return address; /* a name, to be looked up */
	addr_text(&addr, room);
	return room;
}

static struct str
server_now(const struct chat *chat, char room[ADDR_TEXT])
{
	char set[ADDR_TEXT];
	const char *now = address_text(chat->options.address, room);
	const char *later = address_text(chat->options.server->address, set);

	return strcmp(now, later) != 0 ? str_from(now) : STR("");
}

static struct str
name_now(const struct chat *chat, char room[ADDR_TEXT])
{
	const char *set = chat->options.server->name;
	const struct str now = session_name(&chat->session);

	(void)room;
	return set == NULL || !str_eq(str_from(set), now) ? now : STR("");
}

static struct str
times_now(const struct chat *chat, char room[ADDR_TEXT])
{
	(void)room;
	return chat->options.times && !chat->options.settings->times ?
	    STR("yes") :
	    STR("");
}

static struct str
bell_now(const struct chat *chat, char room[ADDR_TEXT])
{
	(void)room;
	return chat->options.quiet && chat->options.settings->bell ? STR("no") :
								     STR("");
}

/* Returns the value in effect if a key has shown or hidden the members. */
static struct str
members_now(const struct chat *chat, char room[ADDR_TEXT])
{
	const struct ui *ui = chat->console->ui;

	(void)room;
	if (ui->shows_members == NULL ||
	    ui->shows_members(chat) == chat->options.settings->members)
		return STR("");
	return ui->shows_members(chat) ? STR("yes") : STR("no");
}

struct str
chat_setting(const struct chat *chat, const char *key, char room[CHAT_NOW])
{
	static const struct {
		const char *key;
		struct str (*now)(const struct chat *, char room[ADDR_TEXT]);
	} others[] = {
		{ "server", server_now },
		{ "name", name_now },
		{ "times", times_now },
		{ "members", members_now },
		{ "bell", bell_now },
	};

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].key, key) == 0)
			return others[i].now(chat, room);
	return STR("");
}

struct str
chat_setting_typed(const char *key, struct str value)
{
	const bool on = str_eq(value, STR("on"));
	const char *word;

	for (size_t i = 0; (word = settings_word(key, i)) != NULL; i++)
		if (strcmp(word, "yes") == 0 &&
		    (on || str_eq(value, STR("off"))))
			return on ? STR("yes") : STR("no");
	return value;
}
