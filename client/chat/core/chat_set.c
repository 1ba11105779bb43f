/* Settings that a person shows and changes while chatting: see chat_state.h. */
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/words/words.h"
#include "conf/alias.h"
#include "conf/files.h"
#include "conf/ignore.h"
#include "conf/settings.h"
#include "shared/names.h"
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
 * Composes "bell is no", "log is not set" or "secret is set"; for a list,
 * "theme time dim" or "group #ops", as it would be typed.
 */
static void
describe(struct reply *reply, const struct setting *setting, struct str value)
{
	struct str between = STR(" is ");

	if (value.len == 0)
		value = STR("not set");
	else if (setting->kind == SETTING_LIST && setting->server)
		between = STR(" #");
	else if (setting->kind == SETTING_LIST || str_eq(value, STR("is set")))
		between = STR(" ");
	REPLY(reply, str_from(setting->name), between, value);
}

/* Shows a line, as one of a page if there may be many. */
static void
show_line(struct chat *chat, struct str line, bool many)
{
	if (many && chat->console->ui->pager_line != NULL)
		chat->console->ui->pager_line(chat, line);
	else
		CHAT_REMARK(chat, line);
}

/*
 * Shows a setting; all entries, as a page, if it is a list. It may be one of
 * many.
 */
static void
show(struct chat *chat, const struct setting *setting, bool many)
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
		show_line(
		    chat, buf_str(&line.text), many || (list && text.len > 0));
		if (!list || text.len == 0)
			break;
	}
}

/*
 * Tells of a change, and whether it was saved for the next start. An account is
 * saved once its secret is set, and the other way round.
 */
static void
tell(struct chat *chat, struct str what, bool kept, const struct error *why)
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
 * Lets all parts take a changed setting, and in place of the option of the
 * command line.
 */
static void
heed(struct chat *chat, const struct setting *setting)
{
	const struct settings *settings = chat->options.settings;

	if (strcmp(setting->name, "bell") == 0)
		chat->options.quiet = !settings->bell;
	if (strcmp(setting->name, "times") == 0)
		chat->options.times = settings->times == SETTINGS_TIMES_YES;
	chat->console->ui->measure(chat);
}

/* Returns null, or which command of the alias "WORD TEXT" is none. */
static const char *
unknown_command(struct str alias)
{
	static char why[ALIAS_WORD + 64];

	(void)str_word(&alias);
	alias = str_strip(alias);
	(void)str_skip(&alias, STR("/"));
	const struct str word = str_word(&alias);
	if (word.len == 0 || words_is_command(word))
		return NULL;
	(void)snprintf(why, sizeof(why), "/%.*s is no command",
	    (int)(word.len < ALIAS_WORD ? word.len : ALIAS_WORD), word.at);
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
	    unknown_command(str_from(value)) :
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
		heed(chat, setting);
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
	if (setting->kind != SETTING_LIST) {
		settings_value(setting, &now.text);
		describe(reply, setting, buf_str(&now.text));
	} else if (value == NULL && settings_entry(setting, 0, &now.text))
		REPLY(reply, str_from(setting->name),
		    STR(" is the default again"));
	else
		describe(reply, setting, str_from(value != NULL ? value : ""));
	if (setting->later)
		(void)BUF_CAT(&reply->text, STR(" from the next start on"));
}

/* Changes a setting, or adds an entry to a list; "-" restores the default. */
static void
change(struct chat *chat, const struct setting *setting, struct str text)
{
	char room[LIMIT_LINE];
	const char *value =
	    str_eq(text, STR("-")) ? NULL : string_of(room, text);
	struct reply reply;
	struct error why;

	/* Or the next start would go, with the account, where it is told to. */
	if (restricted() && setting->server) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(setting->name),
		    STR(": " RESTRICTED_WHY));
		return;
	}
	if (!set_now(chat, setting, value))
		return;
	const bool kept = settings_save(setting, value, &why);
	describe_change(&reply, setting, value);
	tell(chat, buf_str(&reply.text), kept, &why);
}

/* Adds an entry to the list of that name, and says so. */
static void
add_entry(
    struct chat *chat, const char *list, struct str entry, struct str said)
{
	const struct setting *setting = settings_find(list);
	char room[LIMIT_LINE];
	struct error why;

	settings_choose(chat->options.server);
	if (!set_now(chat, setting, string_of(room, entry)))
		return;
	const bool kept = settings_save(setting, room, &why);
	tell(chat, said, kept, &why);
}

/*
 * Removes an entry from the list of that name, and says so, or, as a mistake,
 * that it is not there.
 */
static void
drop_entry(struct chat *chat, const char *list, struct str entry,
    const struct reply *said, struct str missing)
{
	const struct setting *setting = settings_find(list);
	char room[LIMIT_LINE];
	struct error why;

	settings_choose(chat->options.server);
	if (!settings_drop(setting, entry)) {
		CHAT_TELL(chat, REMARK_MISTAKE, entry, missing);
		return;
	}
	const bool kept = settings_save(setting, string_of(room, entry), &why);
	heed(chat, setting);
	tell(chat, buf_str(&said->text), kept, &why);
}

/* Composes "theme own bold", as it would be typed; false: no such part. */
static bool
describe_part(struct reply *reply, const struct setting *theme, struct str part)
{
	struct reply entry;

	for (size_t i = 0;; i++) {
		REPLY(&entry, STR(""));
		if (!settings_entry(theme, i, &entry.text))
			return false;
		struct str rest = buf_str(&entry.text);
		if (!str_caseeq(str_word(&rest), part))
			continue;
		describe(reply, theme, buf_str(&entry.text));
		return true;
	}
}

/*
 * Shows a part of the theme, or resets it if a "-" follows. Returns false if
 * there is no such part, or if something else follows.
 */
static bool
set_part(struct chat *chat, const struct setting *theme, struct str rest)
{
	const struct str part = str_word(&rest);
	char room[LIMIT_LINE];
	struct reply reply;
	struct error why;

	if (!describe_part(&reply, theme, part))
		return false;
	if (rest.at == NULL) {
		CHAT_REMARK(chat, buf_str(&reply.text));
		return true;
	}
	if (!str_eq(rest, STR("-")))
		return false;
	(void)settings_drop(theme, part); /* or it has its default */
	const bool kept = settings_save(theme, string_of(room, part), &why);
	(void)describe_part(&reply, theme, part); /* the part exists */
	heed(chat, theme);
	tell(chat, buf_str(&reply.text), kept, &why);
	return true;
}

/* Handles /set for a single entry of a list; false if it is not for one. */
static bool
set_one(struct chat *chat, const struct setting *setting, struct str rest)
{
	if (strcmp(setting->name, "theme") == 0)
		return set_part(chat, setting, rest);
	if (strcmp(setting->name, "alias") != 0)
		return false;
	const struct str word = str_word(&rest);
	if (rest.at == NULL && !str_eq(word, STR("-")))
		chat_alias(chat, word);
	else if (str_eq(rest, STR("-")))
		chat_unalias(chat, word);
	else
		return false;
	return true;
}

/* Returns yes for on, and no for off, if the setting takes yes and no. */
static struct str
as_word(const struct setting *setting, struct str value)
{
	if (setting->words == NULL || strcmp(setting->words[1], "yes") != 0)
		return value;
	if (str_eq(value, STR("on")))
		return STR("yes");
	return str_eq(value, STR("off")) ? STR("no") : value;
}

void
chat_set(struct chat *chat, struct str rest)
{
	const struct setting *setting;
	char room[LIMIT_LINE];
	const char *key;

	settings_choose(chat->options.server);
	if (rest.at == NULL) {
		for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
			show(chat, settings_find(key), true);
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
		show(chat, setting, false);
	else if (!set_one(chat, setting, rest))
		change(chat, setting, as_word(setting, rest));
	/* Whoever has no name wants this one. */
	const char *name = settings_name(chat->options.server);
	if (strcmp(key, "name") == 0 && name != NULL &&
	    session_name(&chat->session).len == 0)
		chat_take_name(chat, name);
}

void
chat_highlight(struct chat *chat, struct str rest)
{
	const struct setting *setting = settings_find("highlight");
	struct reply reply;

	if (rest.at == NULL) {
		show(chat, setting, false);
	} else if (str_skip(&rest, STR("- "))) {
		rest = str_strip(rest);
		REPLY(&reply, rest, STR(" is no longer highlighted"));
		drop_entry(chat, "highlight", rest, &reply,
		    STR(" is not highlighted; see /highlight"));
	} else if (rest.len > 1 && rest.at[0] == '-') {
		/* An option of irssi would be a word that nobody says. */
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("/highlight has no options: /highlight WORD, #G WORD, "
			"or @NAME"));
	} else {
		change(chat, setting, rest);
	}
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
	struct reply reply;

	if (!find_group(chat, &rest, STR("usage: /mute #G")))
		return;
	REPLY(&reply, STR("#"), rest,
	    STR(" is muted: only mentions of you count as unread"));
	add_entry(chat, "mute", rest, buf_str(&reply.text));
}

void
chat_unmute(struct chat *chat, struct str rest)
{
	struct reply reply;

	if (!find_group(chat, &rest, STR("usage: /unmute #G")))
		return;
	REPLY(&reply, STR("#"), rest, STR(" is no longer muted"));
	drop_entry(chat, "mute", rest, &reply, STR(" is not muted"));
}

/* Composes "/w stands for /whois". */
static void
describe_alias(struct reply *reply, const struct alias *alias)
{
	REPLY(reply, STR("/"), alias->word, STR(" stands for /"), alias->text);
}

void
chat_alias(struct chat *chat, struct str rest)
{
	struct reply reply;
	struct alias alias;

	(void)str_skip(&rest, STR("/"));
	struct str text = rest;
	const struct str word = str_word(&text);
	if (rest.at == NULL) {
		for (size_t i = 0; alias_at(i, &alias); i++) {
			describe_alias(&reply, &alias);
			show_line(chat, buf_str(&reply.text), true);
		}
	} else if (text.at != NULL) {
		text = str_strip(text);
		(void)str_skip(&text, STR("/"));
		alias = (struct alias) { word, text };
		describe_alias(&reply, &alias);
		add_entry(chat, "alias", rest, buf_str(&reply.text));
	} else if (alias_find(word, &alias)) {
		describe_alias(&reply, &alias);
		CHAT_REMARK(chat, buf_str(&reply.text));
	} else
		CHAT_REMARK(chat, STR("there is no such alias"));
}

void
chat_unalias(struct chat *chat, struct str rest)
{
	struct reply reply;

	(void)str_skip(&rest, STR("/"));
	REPLY(&reply, STR("/"), rest, STR(" is no longer an alias of yours"));
	drop_entry(chat, "alias", rest, &reply,
	    STR(" is not an alias of yours; see /alias"));
}

static void
show_ignored(struct chat *chat)
{
	struct str pattern;
	usec left;

	show(chat, settings_find("ignore"), false);
	for (size_t i = 0; ignore_timed(i, &pattern, &left); i++)
		if (left > 0)
			CHAT_REMARK(chat, STR("ignoring "), pattern,
			    STR(", minutes left: "),
			    DECIMAL(left / (60 * SEC) + 1));
}

void
chat_ignore(struct chat *chat, struct str rest)
{
	struct str time = rest;
	const struct str pattern = str_word(&time);
	char room[LIMIT_LINE];
	struct reply reply;
	const char *wrong;
	usec span;

	if (rest.at == NULL) {
		show_ignored(chat);
	} else if (str_begins(rest, STR("#"))) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("to mute a group, type /mute "), rest);
	} else if (time.at == NULL) {
		REPLY(&reply, STR("ignoring "), rest);
		add_entry(chat, "ignore", rest, buf_str(&reply.text));
	} else if (!when_span(str_strip(time), &span)) {
		CHAT_TELL(chat, REMARK_MISTAKE, time,
		    STR(" is no time: type 90s, 10m, 2h or 3d"));
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
	struct reply reply;

	REPLY(&reply, rest, STR(" is no longer ignored"));
	if (ignore_end(rest))
		CHAT_REMARK(chat, buf_str(&reply.text));
	else
		drop_entry(chat, "ignore", rest, &reply,
		    STR(" is not ignored; see /ignore"));
}
