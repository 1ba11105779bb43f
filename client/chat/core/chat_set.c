/* Settings that a person shows and changes while chatting: see chat_set.h. */
#include "chat/core/chat_set.h"

#include <stdio.h>
#include <sysexits.h>

#include "chat/core/console.h"
#include "conf/settings.h"
#include "conf/settings_file.h"
#include "system/files.h"
#include "views/logs.h"

/* The value of a setting, or a sentence about it. No line is longer. */
struct reply {
	struct buf text;
	char room[2 * LIMIT_LINE];
};

/* Composes a reply; what does not fit is dropped. */
#define REPLY(reply, ...)                                                  \
	do {                                                               \
		buf_init(                                                  \
		    &(reply)->text, (reply)->room, sizeof((reply)->room)); \
		(void)BUF_CAT(&(reply)->text, __VA_ARGS__);                \
	} while (0)

/* Returns a C string in the room, cut at the length of a line. */
static const char *
string_of(char room[LIMIT_LINE], struct str text)
{
	const size_t len = text.len < LIMIT_LINE ? text.len : LIMIT_LINE - 1;

	if (len > 0)
		memcpy(room, text.at, len);
	room[len] = '\0';
	return room;
}

/*
 * Composes "bell is no", "log is not set" or "secret is set"; for an entry of a
 * list, "ignore bob" or "mute #ops", as it would be typed.
 */
static void
describe(struct reply *reply, const struct setting *setting, struct str value)
{
	const bool list = setting->kind == SETTING_LIST;
	struct str between = STR(" is ");

	if (value.len == 0)
		value = STR("not set");
	else if (list || str_eq(value, STR("is set")))
		between = setting->groups ? STR(" #") : STR(" ");
	REPLY(reply, str_from(setting->name), between, value);
}

/* Shows a setting; all entries if it is a list. */
static void
show_setting(struct chat *chat, const struct setting *setting)
{
	const bool list = setting->kind == SETTING_LIST;
	struct reply value, line;

	for (size_t i = 0; chat_has_room(chat); i++) {
		REPLY(&value, STR(""));
		if (!list)
			settings_value(setting, &value.text);
		else if (!settings_entry(setting, i, &value.text) && i > 0)
			break;
		const struct str text = buf_str(&value.text);
		describe(&line, setting, text);
		CHAT_REMARK(chat, buf_str(&line.text));
		if (!list || text.len == 0)
			break;
	}
}

/*
 * Tells of a change, and whether it was saved for the next start. An account is
 * saved once its secret is set, and the other way round.
 */
static void
tell_change(
    struct chat *chat, struct str what, bool kept, const struct error *why)
{
	if (kept)
		CHAT_REMARK(chat, what, STR(" (saved)"));
	else if (why->code == EX_USAGE)
		CHAT_REMARK(chat, what, STR(", and "), str_from(why->text));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, what, STR(", but not saved: "),
		    str_from(why->text));
}

/*
 * Sets a value now; a null one restores the default. On failure the old one
 * stays; tells why and returns false.
 */
static bool
set_now(struct chat *chat, const struct setting *setting, const char *value)
{
	struct reply before;
	struct error why;

	REPLY(&before, STR(""));
	settings_value(setting, &before.text);
	const char *wrong = settings_set(setting, value);
	if (wrong == NULL && strcmp(setting->name, "log") == 0 &&
	    !logs_check(chat->options.settings->log, &why)) {
		char room[LIMIT_LINE];
		(void)settings_set(setting,
		    string_of(room, buf_str(&before.text))); /* it was set */
		wrong = why.text;
	}
	if (wrong != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(setting->name),
		    STR(": "), str_from(wrong));
	else
		chat->console->ui->measure(chat);
	return wrong == NULL;
}

/*
 * Describes a setting after it was changed to that value: a list by its new
 * entry, or by what is left, because all of it would take many lines.
 */
static void
describe_change(
    struct reply *reply, const struct setting *setting, const char *value)
{
	struct reply now;

	REPLY(&now, STR(""));
	if (setting->kind != SETTING_LIST)
		settings_value(setting, &now.text);
	else if (value != NULL)
		REPLY(&now, str_from(value));
	describe(reply, setting, buf_str(&now.text));
	if (setting->later)
		(void)BUF_CAT(&reply->text, STR(" from the next start on"));
	if (strcmp(setting->name, "mute") == 0 && value != NULL)
		(void)BUF_CAT(&reply->text, STR(", for you alone"));
}

/* Removes an entry from a list, and says so, or that it is not there. */
static void
drop_entry(struct chat *chat, const struct setting *setting, struct str entry)
{
	char room[LIMIT_LINE];
	struct reply said;
	struct error why;

	if (!settings_drop(setting, entry)) {
		CHAT_TELL(chat, REMARK_MISTAKE, entry,
		    STR(": no such entry; see /set "), str_from(setting->name));
		return;
	}
	const bool kept = settings_save(setting, string_of(room, entry), &why);
	chat->console->ui->measure(chat);
	describe(&said, setting, entry);
	(void)BUF_CAT(&said.text, STR(" is dropped"));
	tell_change(chat, buf_str(&said.text), kept, &why);
}

/*
 * Changes a setting, or adds an entry to a list; "-" restores the default, and
 * "- ENTRY" drops the entry.
 */
static void
change(struct chat *chat, const struct setting *setting, struct str text)
{
	char room[LIMIT_LINE];
	const char *value =
	    str_eq(text, STR("-")) ? NULL : string_of(room, text);
	struct reply reply;
	struct error why;

	/* Or the next start would go, with the account, where it is told to. */
	if (files_restricted() && setting->later) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(setting->name),
		    STR(": " RESTRICTED_WHY));
		return;
	}
	if (setting->kind == SETTING_LIST && str_skip(&text, STR("- "))) {
		text = str_strip(text);
		if (setting->groups)
			(void)str_skip(&text, STR("#"));
		drop_entry(chat, setting, text);
		return;
	}
	if (!set_now(chat, setting, value))
		return;
	const bool kept = settings_save(setting, value, &why);
	describe_change(&reply, setting, value);
	tell_change(chat, buf_str(&reply.text), kept, &why);
}

void
chat_set(struct chat *chat, struct str rest)
{
	const struct setting *setting;
	char room[LIMIT_LINE];
	const char *key;

	if (rest.at == NULL) {
		for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
			show_setting(chat, settings_find(key));
		return;
	}
	key = string_of(room, str_word(&rest));
	setting = settings_find(key);
	if (setting == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key),
		    STR(": no such setting; see /set"));
		return;
	}
	if (rest.at != NULL && setting->groups)
		(void)str_skip(&rest, STR("#"));
	if (rest.at == NULL)
		show_setting(chat, setting);
	else
		change(chat, setting, rest);
	/* Whoever has no name wants this one. */
	const char *name = settings_name();
	if (strcmp(key, "name") == 0 && name != NULL &&
	    session_name(&chat->session).len == 0)
		chat_take_name(chat, name);
}

/* Returns whether we are in the group, or return to it. */
static bool
is_in(const struct chat *chat, struct str group)
{
	const struct link *link = &chat->link;
	char *const *next = link->groups;

	if (link->joining != NULL)
		next--;
	while (*next != NULL && !str_caseeq(str_from(*next), group))
		next++;
	return *next != NULL || world_has(&chat->session.joined, group);
}

bool
chat_must_ask_keep(const struct chat *chat)
{
	const struct settings *settings = chat->options.settings;
	const struct world *joined = &chat->session.joined;

	/* What waits to be carried out may change the answer. */
	if (settings->keep != SETTINGS_KEEP_ASK || chat->queued > 0 ||
	    chat->console->ui->group == NULL || files_restricted() ||
	    chat->options.settings->apart)
		return false;
	for (size_t i = 0; i < joined->count; i++)
		if (!settings_has(settings->groups, world_at(joined, i)))
			return true;
	return false;
}

void
chat_keep(struct chat *chat)
{
	const struct world *joined = &chat->session.joined;
	const struct setting *setting = settings_find("group");
	const struct ui *ui = chat->console->ui;
	const size_t count = ui->group != NULL ? SIZE_MAX : joined->count;
	char room[LIMIT_LINE];
	struct error why;

	/* A start that has not come to its end has not all groups. */
	if (chat->options.settings->keep != SETTINGS_KEEP_YES ||
	    files_restricted() ||
	    (!link_is_joined(&chat->link) &&
		(ui->group == NULL || !chat_is_offline(chat))) ||
	    chat->options.settings->apart)
		return;
	(void)settings_set(setting, NULL);
	for (size_t i = 0; i < count; i++) {
		const struct str group = ui->group != NULL ?
		    ui->group(chat, i) :
		    world_at(joined, i);
		if (group.at == NULL)
			break;
		if (group.len > 0 && is_in(chat, group))
			(void)settings_set(setting, string_of(room, group));
	}
	if (!settings_save(setting, NULL, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("groups not kept: "),
		    str_from(why.text));
}
