/* Settings that a person shows and changes while chatting: see chat_set.h. */
#include "person/chat_set.h"
#include "commands/sign.h"

#include <sysexits.h>

#include "person/chat_setting.h"
#include "person/chat_state.h"
#include "session/alias.h"
#include "session/highlight.h"
#include "session/restricted.h"
#include "session/settings.h"
#include "session/settings_file.h"
#include "views/logs.h"

/* Room for the value of a setting, or a sentence about it. */
#define REPLY_ROOM (2 * LIMIT_LINE)

struct reply {
	struct buf text;
	char room[REPLY_ROOM];
};

static void
reply_begin(struct reply *reply)
{
	buf_init(&reply->text, reply->room, sizeof(reply->room));
}

/* Appends to a text, and drops what does not fit. No line is that long. */
#define SAY(reply, ...) (void)BUF_CAT(&(reply)->text, __VA_ARGS__)

const char *
chat_set_string(char room[LIMIT_LINE], struct str text)
{
	const size_t len = text.len < LIMIT_LINE ? text.len : LIMIT_LINE - 1;

	memcpy(room, text.at, len);
	room[len] = '\0';
	return room;
}

/*
 * Composes "bell is no", "log is not set" or "secret is set"; for a list,
 * "theme time dim" or "group #ops", as it would be typed.
 */
static void
describe(struct reply *reply, const char *name, struct str value)
{
	const struct str key = str_from(name);

	reply_begin(reply);
	if (value.len == 0)
		SAY(reply, key, STR(" is not set"));
	else if (strcmp(name, "group") == 0 || strcmp(name, "mute") == 0)
		SAY(reply, key, STR(" #"), value);
	else if (settings_is_list(name) || str_eq(value, STR("is set")))
		SAY(reply, key, STR(" "), value);
	else
		SAY(reply, key, STR(" is "), value);
}

/* Shows a value: one of many goes onto a page if the interface has pages. */
static void
show_value(struct chat *chat, const char *key, struct str value, bool many)
{
	char room[CHAT_NOW];
	struct reply reply;
	const struct str now = chat_setting(chat, key, room);

	describe(&reply, key, value);
	if (now.len > 0)
		SAY(&reply, STR(" (now: "), now, STR(")"));
	if (many && chat->console->ui->pager_line != NULL)
		chat->console->ui->pager_line(chat, buf_str(&reply.text));
	else
		CHAT_REMARK(chat, buf_str(&reply.text));
}

/* Returns whether the entry is a built-in alias, which /alias lists. */
static bool
is_given(const char *key, struct str entry)
{
	return strcmp(key, "alias") == 0 && alias_is_unchanged(entry);
}

/*
 * Shows a setting; all entries, as a page, if it is a list. False: there is no
 * such key.
 */
static bool
chat_set_show(struct chat *chat, const char *key, bool many)
{
	struct reply value;
	size_t i = 0;

	reply_begin(&value);
	while (chat_has_room(chat) && settings_entry(key, i, &value.text)) {
		if (!many || !is_given(key, buf_str(&value.text)))
			show_value(chat, key, buf_str(&value.text), true);
		reply_begin(&value);
		i++;
	}
	if (i > 0)
		return true;
	if (!settings_value(key, &value.text))
		return false;
	show_value(chat, key, buf_str(&value.text), many);
	return true;
}

/* An account is saved once its secret is set, and the other way round. */
void
chat_set_tell(
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

void
chat_settings_changed(struct chat *chat)
{
	chat->console->ui->measure(chat);
}

static bool
is_yes(const char *key)
{
	struct reply value;

	reply_begin(&value);
	return settings_value(key, &value.text) &&
	    str_eq(buf_str(&value.text), STR("yes"));
}

/* Lets a changed setting replace the option of the command line. */
static void
heed(struct chat *chat, const char *key)
{
	if (strcmp(key, "bell") == 0)
		chat->options.quiet = !is_yes(key);
	if (strcmp(key, "times") == 0)
		chat->options.times = is_yes(key);
	chat_settings_changed(chat);
}

/* Returns whether the command is a word that turns other settings off or on. */
static bool
is_switch(const char *command)
{
	static const char *const words[] = { "off", "no", "on", "yes", "none" };

	for (size_t i = 0; command != NULL && i < COUNT(words); i++)
		if (strcmp(command, words[i]) == 0)
			return true;
	return false;
}

/* Returns null, or why the value just set cannot work, in *why. */
static const char *
why_useless(struct chat *chat, const char *key, struct error *why)
{
	if (strcmp(key, "notify") == 0 &&
	    is_switch(chat->options.settings->notify))
		return "must be a command; for none, type /set notify -";
	if (strcmp(key, "log") != 0 ||
	    logs_check(chat->options.settings->log, why))
		return NULL;
	return why->text;
}

/* Sets a value. Returns null, or what is wrong; then the old value stays. */
static const char *
try(struct chat *chat, const char *key, const char *value, struct error *why)
{
	char room[LIMIT_LINE];
	struct reply before;

	reply_begin(&before);
	(void)settings_value(key, &before.text); /* empty if unknown */
	const char *wrong = settings_set(key, value);
	if (wrong != NULL)
		return wrong;
	wrong = why_useless(chat, key, why);
	if (wrong != NULL)
		(void)settings_set(
		    key, chat_set_string(room, buf_str(&before.text)));
	return wrong;
}

/* Sets a value now; on failure, tells why and returns false. */
bool
chat_set_now(struct chat *chat, const char *key, const char *value)
{
	struct error why;
	const char *wrong = value != NULL && strcmp(key, "alias") == 0 ?
	    chat_alias_unknown(str_from(value)) :
	    NULL;

	if (wrong == NULL)
		wrong = try(chat, key, value, &why);
	if (wrong == NULL)
		heed(chat, key);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key), STR(": "),
		    str_from(wrong));
	return wrong == NULL;
}

/*
 * Describes a list by its new entry, or by what is left, because the whole list
 * would take many lines.
 */
static void
describe_list(struct reply *reply, const char *key, const char *value)
{
	struct reply now;

	reply_begin(&now);
	if (value == NULL && settings_entry(key, 0, &now.text)) {
		reply_begin(reply);
		SAY(reply, str_from(key), STR(" is the default again"));
	} else {
		describe(reply, key, str_from(value != NULL ? value : ""));
	}
}

/* Describes a setting after it was changed to that value. */
static void
describe_change(struct reply *reply, const char *key, const char *value)
{
	struct reply now;

	if (settings_is_list(key)) {
		describe_list(reply, key, value);
		return;
	}
	reply_begin(&now);
	(void)settings_value(key, &now.text); /* the key exists */
	describe(reply, key, buf_str(&now.text));
}

/* Changes a setting; a null value restores the default. */
static void
change(struct chat *chat, const char *key, const char *value)
{
	struct reply reply;
	struct error why;

	/* Or the next start would go, with the account, where it is told to. */
	if (restricted() && settings_is_of_server(key)) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key), STR(": "),
		    STR(RESTRICTED_WHY));
		return;
	}
	if (!chat_set_now(chat, key, value))
		return;
	const bool kept = settings_keep(key, value, &why);
	describe_change(&reply, key, value);
	if (settings_is_later(key))
		SAY(&reply, STR(" from the next start on"));
	chat_set_tell(chat, buf_str(&reply.text), kept, &why);
}

static void
change_to(struct chat *chat, const char *key, struct str value)
{
	char room[LIMIT_LINE];

	value = chat_setting_typed(key, value);
	change(chat, key,
	    str_eq(value, STR("-")) ? NULL : chat_set_string(room, value));
}

/* Composes "theme own bold", as it would be typed; false: no such part. */
static bool
describe_part(struct reply *reply, struct str part)
{
	struct reply entry;

	reply_begin(&entry);
	for (size_t i = 0; settings_entry("theme", i, &entry.text); i++) {
		struct str rest = buf_str(&entry.text);
		if (str_caseeq(str_word(&rest), part)) {
			describe(reply, "theme", buf_str(&entry.text));
			return true;
		}
		reply_begin(&entry);
	}
	return false;
}

/*
 * Shows a part of the theme, or resets it if a "-" follows. Returns false if
 * there is no such part, or if something else follows.
 */
static bool
set_part(struct chat *chat, struct str rest)
{
	const struct str part = str_word(&rest);
	struct reply reply;
	struct error why;
	char room[LIMIT_LINE];

	if (!describe_part(&reply, part))
		return false;
	if (rest.at == NULL) {
		CHAT_REMARK(chat, buf_str(&reply.text));
		return true;
	}
	if (!str_eq(rest, STR("-")) ||
	    !settings_drop("theme", chat_set_string(room, part)))
		return false;
	heed(chat, "theme");
	const bool kept = settings_forget("theme", room, &why);
	(void)describe_part(&reply, part); /* the part exists */
	chat_set_tell(chat, buf_str(&reply.text), kept, &why);
	return true;
}

/*
 * Shows an alias, or deletes it if a "-" follows, as /alias and /unalias do.
 * Returns false if something else follows.
 */
static bool
set_alias(struct chat *chat, struct str rest)
{
	const struct str word = str_word(&rest);

	if (rest.at == NULL && !str_eq(word, STR("-")))
		chat_alias(chat, word);
	else if (str_eq(rest, STR("-")))
		chat_unalias(chat, word);
	else
		return false;
	return true;
}

/* Handles /set for a single entry of a list; false if it is not for one. */
static bool
set_one(struct chat *chat, const char *key, struct str rest)
{
	if (strcmp(key, "theme") == 0)
		return set_part(chat, rest);
	return strcmp(key, "alias") == 0 && set_alias(chat, rest);
}

static void
show_all(struct chat *chat)
{
	const char *key;

	for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
		(void)chat_set_show(chat, key, true); /* the key exists */
}

/* Returns the value as it is kept: without the sign of a group. */
static struct str
unsign(const char *key, struct str value)
{
	if (strcmp(key, "group") == 0 || strcmp(key, "mute") == 0)
		return sign_off(value);
	return value;
}

void
chat_set(struct chat *chat, struct str rest)
{
	char room[LIMIT_LINE];

	settings_choose(chat->options.server);
	if (rest.at == NULL) {
		show_all(chat);
		return;
	}
	const char *key = chat_set_string(room, str_word(&rest));
	if (rest.at != NULL)
		rest = unsign(key, rest);
	if (rest.at != NULL && set_one(chat, key, rest))
		return;
	if (rest.at != NULL)
		change_to(chat, key, rest);
	else if (!chat_set_show(chat, key, false))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key),
		    STR(": no such setting; see /set"));
}

/* Removes a word from the list of those that mention us. */
static void
remove_highlight(struct chat *chat, struct str word)
{
	char room[HIGHLIGHT_ROOM];
	bool changed;
	const struct str left = highlight_without(word, room, &changed);

	if (changed)
		change_to(chat, "highlight", left.len > 0 ? left : STR("-"));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, word,
		    STR(" is not highlighted; see /highlight"));
}

void
chat_highlight(struct chat *chat, struct str rest)
{
	char room[HIGHLIGHT_ROOM];
	bool changed;

	settings_choose(chat->options.server);
	if (rest.at != NULL && str_skip(&rest, STR("- "))) {
		remove_highlight(chat, str_strip(rest));
		return;
	}
	if (rest.at != NULL && str_eq(rest, STR("-"))) {
		change_to(chat, "highlight", rest);
		return;
	}
	/* An option of irssi would be a word that nobody says. */
	if (rest.at != NULL && str_begins(rest, STR("-"))) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("/highlight has no options: /highlight WORD, #G WORD, "
			"or @NAME"));
		return;
	}
	if (rest.at != NULL)
		rest = highlight_with(rest, room, &changed);
	if (rest.at != NULL && changed)
		change_to(chat, "highlight", rest);
	else
		(void)chat_set_show(
		    chat, "highlight", false); /* the key exists */
}
