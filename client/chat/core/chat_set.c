/* Settings that a person shows and changes while chatting: see chat_state.h. */
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/words/words.h"
#include "conf/alias.h"
#include "conf/ignore.h"
#include "conf/settings.h"
#include "conf/settings_file.h"
#include "shared/names.h"
#include "system/files.h"
#include "text/when.h"
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
 * list, "theme time dim" or "mute #ops", as it would be typed.
 */
static void
describe(struct reply *reply, const struct setting *setting, struct str value)
{
	const bool list = setting->kind == SETTING_LIST;
	struct str between = STR(" is ");

	if (value.len == 0)
		value = STR("not set");
	else if (list || str_eq(value, STR("is set")))
		between = list && setting->server ? STR(" #") : STR(" ");
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

/* Returns null, or why the alias "WORD TEXT" would do nothing. */
static const char *
useless_alias(struct str alias)
{
	static char why[ALIAS_WORD + 64];
	struct str word = str_word(&alias);

	(void)str_skip(&word, STR("/"));
	const bool hidden = words_is_command(word);
	alias = str_strip(alias);
	(void)str_skip(&alias, STR("/"));
	if (!hidden)
		word = str_word(&alias);
	if (!hidden && (word.len == 0 || words_is_command(word)))
		return NULL;
	(void)snprintf(why, sizeof(why), "/%.*s is %s command",
	    (int)(word.len < ALIAS_WORD ? word.len : ALIAS_WORD), word.at,
	    hidden ? "a" : "no");
	return why;
}

/*
 * Sets a value now; a null one restores the default. On failure the old one
 * stays; tells why and returns false.
 */
static bool
set_now(struct chat *chat, const struct setting *setting, const char *value)
{
	const char *wrong =
	    value != NULL && strcmp(setting->name, "alias") == 0 ?
	    useless_alias(str_from(value)) :
	    NULL;
	struct reply before;
	struct error why;

	REPLY(&before, STR(""));
	settings_value(setting, &before.text);
	if (wrong == NULL)
		wrong = settings_set(setting, value);
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
	const bool list = setting->kind == SETTING_LIST;
	struct reply now;

	REPLY(&now, STR(""));
	if (!list)
		settings_value(setting, &now.text);
	if (list && value == NULL && settings_entry(setting, 0, &now.text))
		REPLY(reply, str_from(setting->name),
		    STR(" is the default again"));
	else
		describe(reply, setting,
		    list && value != NULL ? str_from(value) :
			list		  ? STR("") :
					    buf_str(&now.text));
	if (setting->later)
		(void)BUF_CAT(&reply->text, STR(" from the next start on"));
}

/* Composes what an entry with that first word is; false: there is none. */
static bool
describe_entry(
    struct reply *reply, const struct setting *setting, struct str word)
{
	struct reply entry;

	for (size_t i = 0;; i++) {
		REPLY(&entry, STR(""));
		if (!settings_entry(setting, i, &entry.text))
			return false;
		struct str rest = buf_str(&entry.text);
		if (!str_caseeq(str_word(&rest), word))
			continue;
		describe(reply, setting, buf_str(&entry.text));
		return true;
	}
}

/*
 * Removes an entry from a list, and says so, or what the default for it is; or,
 * as a mistake, that it is not there.
 */
static void
drop_entry(struct chat *chat, const struct setting *setting, struct str entry)
{
	char room[LIMIT_LINE];
	struct reply said;
	struct error why;

	settings_choose(chat->options.to.server);
	const bool there = settings_drop(setting, entry);
	const bool usual = describe_entry(&said, setting, entry);
	if (!there && !usual) {
		CHAT_TELL(chat, REMARK_MISTAKE, entry,
		    STR(": no such entry; see /set "), str_from(setting->name));
		return;
	}
	const bool kept = settings_save(setting, string_of(room, entry), &why);
	chat->console->ui->measure(chat);
	if (!usual) {
		describe(&said, setting, entry);
		(void)BUF_CAT(&said.text, STR(" is dropped"));
	}
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

	settings_choose(chat->options.to.server);
	/* Or the next start would go, with the account, where it is told to. */
	if (files_restricted() && setting->server &&
	    setting->kind != SETTING_LIST) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(setting->name),
		    STR(": " RESTRICTED_WHY));
		return;
	}
	if (setting->kind == SETTING_LIST && str_skip(&text, STR("- "))) {
		drop_entry(chat, setting, str_strip(text));
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

	settings_choose(chat->options.to.server);
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
	if (rest.at != NULL && setting->kind == SETTING_LIST && setting->server)
		(void)str_skip(&rest, STR("#"));
	if (rest.at == NULL)
		show_setting(chat, setting);
	else
		change(chat, setting, rest);
	/* Whoever has no name wants this one. */
	const char *name = settings_name(chat->options.to.server);
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
	while (*next != NULL && !settings_same(str_from(*next), group, false))
		next++;
	return *next != NULL || world_has(&chat->session.joined, group);
}

bool
chat_must_ask_keep(const struct chat *chat)
{
	const struct settings_meant *to = &chat->options.to;
	const struct world *joined = &chat->session.joined;

	/* What waits to be carried out may change the answer. */
	if (chat->options.settings->keep != SETTINGS_KEEP_ASK ||
	    chat->queued > 0 || chat->console->ui->group == NULL ||
	    files_restricted() || !settings_may_hold(to))
		return false;
	for (size_t i = 0; i < joined->count; i++)
		if (!settings_has(to->server->groups, world_at(joined, i)))
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
	const struct settings_server *server;
	char room[LIMIT_LINE];
	struct error why;

	/* A start that has not come to its end has not all groups. */
	if (chat->options.settings->keep != SETTINGS_KEEP_YES ||
	    files_restricted() ||
	    (!link_is_joined(&chat->link) &&
		(ui->group == NULL || !chat_is_offline(chat))) ||
	    !settings_may_hold(&chat->options.to) ||
	    (server = settings_section(&chat->options.to)) == NULL)
		return;
	settings_choose(server);
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

void
chat_highlight(struct chat *chat, struct str rest)
{
	const struct setting *setting = settings_find("highlight");

	if (rest.at == NULL)
		show_setting(chat, setting);
	else if (rest.len > 1 && rest.at[0] == '-' && rest.at[1] != ' ')
		/* An option of irssi would be a word that nobody says. */
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("/highlight has no options: /highlight WORD, #G WORD, "
			"or @NAME"));
	else
		change(chat, setting, rest);
}

/*
 * Finds the group that /mute or /unmute names, or the current one. Tells the
 * person if there is none.
 */
static bool
find_group(struct chat *chat, struct str *typed, struct str usage)
{
	const struct where where = chat->console->ui->where(chat);

	if (typed->at == NULL && where.kind == WHERE_GROUP)
		*typed = where.name;
	if (typed->at != NULL)
		(void)str_skip(typed, STR("#"));
	if (typed->at != NULL && group_check(*typed) == CODE_OK)
		return true;
	CHAT_TELL(chat, REMARK_MISTAKE, usage);
	return false;
}

void
chat_mute(struct chat *chat, struct str rest)
{
	if (find_group(chat, &rest, STR("usage: /mute #G")))
		change(chat, settings_find("mute"), rest);
}

void
chat_unmute(struct chat *chat, struct str rest)
{
	if (find_group(chat, &rest, STR("usage: /unmute #G")))
		drop_entry(chat, settings_find("mute"), rest);
}

void
chat_alias(struct chat *chat, struct str rest)
{
	const struct str stands = STR(" stands for /");
	struct reply reply;
	struct alias alias;

	(void)str_skip(&rest, STR("/"));
	if (rest.at == NULL)
		for (size_t i = 0; alias_at(i, &alias); i++) {
			REPLY(&reply, STR("/"), alias.word, stands, alias.text);
			CHAT_REMARK(chat, buf_str(&reply.text));
		}
	else if (memchr(rest.at, ' ', rest.len) != NULL)
		change(chat, settings_find("alias"), rest);
	else if (alias_find(rest, &alias))
		CHAT_REMARK(chat, STR("/"), alias.word, stands, alias.text);
	else
		CHAT_REMARK(chat, STR("there is no such alias"));
}

void
chat_unalias(struct chat *chat, struct str rest)
{
	(void)str_skip(&rest, STR("/"));
	drop_entry(chat, settings_find("alias"), rest);
}

static void
show_ignored(struct chat *chat)
{
	struct str pattern;
	bool none = true;
	usec left;

	for (size_t i = 0; ignore_timed(i, &pattern, &left); i++)
		if (left > 0) {
			none = false;
			CHAT_REMARK(chat, STR("ignoring "), pattern,
			    STR(", minutes left: "),
			    DECIMAL(left / (60 * SEC) + 1));
		}
	if (none || chat->options.settings->ignored[0] != NULL)
		show_setting(chat, settings_find("ignore"));
}

void
chat_ignore(struct chat *chat, struct str rest)
{
	char room[LIMIT_LINE];
	const char *wrong;
	usec span;

	(void)str_skip(&rest, STR("@"));
	struct str time = rest;
	const struct str pattern = str_word(&time);
	if (rest.at == NULL) {
		show_ignored(chat);
	} else if (pattern.len == 0 || pattern.at[0] == '#' ||
	    pattern.at[0] == '-' ||
	    memchr(pattern.at, '!', pattern.len) != NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("/ignore is for names; /mute #G mutes a group, and "
			"/unignore NAME ends an /ignore"));
	} else if (time.at == NULL) {
		change(chat, settings_find("ignore"), rest);
	} else if (!when_span(str_strip(time), &span)) {
		CHAT_TELL(chat, REMARK_MISTAKE, time, STR(WHEN_IS_NO_SPAN));
	} else {
		wrong = ignore_for(string_of(room, pattern), span);
		if (wrong != NULL)
			CHAT_TELL(chat, REMARK_MISTAKE, pattern, STR(": "),
			    str_from(wrong));
		else
			CHAT_REMARK(chat, STR("ignoring "), pattern,
			    STR(" for a while (not saved)"));
	}
}

void
chat_unignore(struct chat *chat, struct str rest)
{
	(void)str_skip(&rest, STR("@"));
	if (ignore_end(rest))
		CHAT_REMARK(chat, rest, STR(" is no longer ignored"));
	else
		drop_entry(chat, settings_find("ignore"), rest);
}
