/* Settings that a person shows and changes while chatting: see chat_set.h. */
#include "chat/core/chat_set.h"

#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/words/words.h"
#include "conf/alias.h"
#include "conf/highlight.h"
#include "conf/ignore.h"
#include "conf/restricted.h"
#include "conf/settings.h"
#include "conf/settings_file.h"
#include "shared/names.h"
#include "views/logs.h"

#define MINUTE (60 * SEC)

/* The longest time for which somebody is ignored, in days. */
#define DAYS 365

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
describe(struct reply *reply, const char *name, struct str value)
{
	const struct str key = str_from(name);
	const bool group =
	    strcmp(name, "group") == 0 || strcmp(name, "mute") == 0;
	struct str between = STR(" is ");

	if (value.len == 0)
		value = STR("not set");
	else if (group)
		between = STR(" #");
	else if (settings_is_list(name) || str_eq(value, STR("is set")))
		between = STR(" ");
	REPLY(reply, key, between, value);
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

/* Shows a value: one of many goes onto a page if the interface has pages. */
static void
show_value(struct chat *chat, const char *key, struct str value, bool many)
{
	struct reply reply;

	describe(&reply, key, value);
	show_line(chat, buf_str(&reply.text), many);
}

/*
 * Shows a setting; all entries, as a page, if it is a list. Of many settings,
 * aliases that are built in are left out: /alias lists them. False: there is no
 * such key.
 */
static bool
show(struct chat *chat, const char *key, bool many)
{
	struct reply value;
	size_t i = 0;

	for (;; i++) {
		REPLY(&value, STR(""));
		if (!chat_has_room(chat) ||
		    !settings_entry(key, i, &value.text))
			break;
		const struct str entry = buf_str(&value.text);
		if (!many || strcmp(key, "alias") != 0 ||
		    !alias_is_unchanged(entry))
			show_value(chat, key, entry, true);
	}
	if (i > 0)
		return true;
	if (!settings_value(key, &value.text))
		return false;
	show_value(chat, key, buf_str(&value.text), many);
	return true;
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
heed(struct chat *chat, const char *key)
{
	if (strcmp(key, "bell") == 0)
		chat->options.quiet = !chat->options.settings->bell;
	if (strcmp(key, "times") == 0)
		chat->options.times = chat->options.settings->times;
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

/* Returns null, or why the value just set cannot work, in *why. */
static const char *
why_useless(const struct settings *settings, const char *key, struct error *why)
{
	static const char *const switches[] = { "off", "no", "on", "yes",
		"none" };
	const char *command =
	    strcmp(key, "notify") == 0 ? settings->notify : NULL;

	for (size_t i = 0; command != NULL && i < COUNT(switches); i++)
		if (strcmp(command, switches[i]) == 0)
			return "must be a command; for none, type /set notify "
			       "-";
	return strcmp(key, "log") != 0 || logs_check(settings->log, why) ?
	    NULL :
	    why->text;
}

/*
 * Sets a value now; a null one restores the default. On failure the old one
 * stays; tells why and returns false.
 */
static bool
set_now(struct chat *chat, const char *key, const char *value)
{
	char room[LIMIT_LINE];
	struct reply before;
	struct error why;
	const char *wrong = value != NULL && strcmp(key, "alias") == 0 ?
	    unknown_command(str_from(value)) :
	    NULL;

	REPLY(&before, STR(""));
	(void)settings_value(key, &before.text); /* empty if unknown */
	if (wrong == NULL)
		wrong = settings_set(key, value);
	if (wrong == NULL) {
		wrong = why_useless(chat->options.settings, key, &why);
		if (wrong != NULL)
			(void)settings_set(
			    key, string_of(room, buf_str(&before.text)));
	}
	if (wrong != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key), STR(": "),
		    str_from(wrong));
	else
		heed(chat, key);
	return wrong == NULL;
}

/*
 * Describes a setting after it was changed to that value: a list by its new
 * entry, or by what is left, because all of it would take many lines.
 */
static void
describe_change(struct reply *reply, const char *key, const char *value)
{
	struct reply now;

	REPLY(&now, STR(""));
	if (!settings_is_list(key)) {
		(void)settings_value(key, &now.text); /* the key exists */
		describe(reply, key, buf_str(&now.text));
	} else if (value == NULL && settings_entry(key, 0, &now.text))
		REPLY(reply, str_from(key), STR(" is the default again"));
	else
		describe(reply, key, str_from(value != NULL ? value : ""));
}

/* Changes a setting; "-" restores the default. */
static void
change(struct chat *chat, const char *key, struct str text)
{
	char room[LIMIT_LINE];
	const char *value =
	    str_eq(text, STR("-")) ? NULL : string_of(room, text);
	struct reply reply;
	struct error why;

	/* Or the next start would go, with the account, where it is told to. */
	if (restricted() && settings_is_of_server(key)) {
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key), STR(": "),
		    STR(RESTRICTED_WHY));
		return;
	}
	if (!set_now(chat, key, value))
		return;
	const bool kept = settings_keep(key, value, &why);
	describe_change(&reply, key, value);
	if (settings_is_later(key))
		(void)BUF_CAT(&reply.text, STR(" from the next start on"));
	tell(chat, buf_str(&reply.text), kept, &why);
}

/* Adds an entry to a list. */
static void
add_entry(struct chat *chat, const char *key, struct str entry, struct str said)
{
	char room[LIMIT_LINE];
	struct error why;

	if (!set_now(chat, key, string_of(room, entry)))
		return;
	const bool kept = settings_keep(key, room, &why);
	tell(chat, said, kept, &why);
}

/*
 * Removes an entry from a list; false if it has none. The caller tells whether
 * it is *kept, or *why not.
 */
static bool
drop_entry(struct chat *chat, const char *key, struct str entry, bool *kept,
    struct error *why)
{
	char room[LIMIT_LINE];

	if (!settings_drop(key, string_of(room, entry)))
		return false;
	*kept = settings_forget(key, room, why);
	heed(chat, key);
	return true;
}

/* Composes "theme own bold", as it would be typed; false: no such part. */
static bool
describe_part(struct reply *reply, struct str part)
{
	struct reply entry;

	for (size_t i = 0;; i++) {
		REPLY(&entry, STR(""));
		if (!settings_entry("theme", i, &entry.text))
			return false;
		struct str rest = buf_str(&entry.text);
		if (!str_caseeq(str_word(&rest), part))
			continue;
		describe(reply, "theme", buf_str(&entry.text));
		return true;
	}
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
	bool kept;

	if (!describe_part(&reply, part))
		return false;
	if (rest.at == NULL) {
		CHAT_REMARK(chat, buf_str(&reply.text));
		return true;
	}
	if (!str_eq(rest, STR("-")) ||
	    !drop_entry(chat, "theme", part, &kept, &why))
		return false;
	(void)describe_part(&reply, part); /* the part exists */
	tell(chat, buf_str(&reply.text), kept, &why);
	return true;
}

/* Handles /set for a single entry of a list; false if it is not for one. */
static bool
set_one(struct chat *chat, const char *key, struct str rest)
{
	if (strcmp(key, "theme") == 0)
		return set_part(chat, rest);
	if (strcmp(key, "alias") != 0)
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

/* Returns yes for on, and no for off, if the key takes yes and no. */
static struct str
as_word(const char *key, struct str value)
{
	const char *word;

	for (size_t i = 0; (word = settings_word(key, i)) != NULL; i++)
		if (strcmp(word, "yes") == 0 && str_eq(value, STR("on")))
			return STR("yes");
		else if (strcmp(word, "yes") == 0 && str_eq(value, STR("off")))
			return STR("no");
	return value;
}

void
chat_set(struct chat *chat, struct str rest)
{
	char room[LIMIT_LINE];
	const char *key;

	settings_choose(chat->options.server);
	if (rest.at == NULL) {
		for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
			(void)show(chat, key, true); /* the key exists */
		return;
	}
	key = string_of(room, str_word(&rest));
	if (rest.at != NULL &&
	    (strcmp(key, "group") == 0 || strcmp(key, "mute") == 0))
		(void)str_skip(&rest, STR("#"));
	if (rest.at != NULL && set_one(chat, key, rest))
		return;
	if (rest.at != NULL) {
		change(chat, key, as_word(key, rest));
		/* Whoever has no name wants this one. */
		if (strcmp(key, "name") == 0 &&
		    session_name(&chat->session).len == 0)
			chat->name = settings_name(chat->options.server);
	} else if (!show(chat, key, false))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key),
		    STR(": no such setting; see /set"));
}

void
chat_highlight(struct chat *chat, struct str rest)
{
	char room[HIGHLIGHT_ROOM];
	bool changed = true;

	settings_choose(chat->options.server);
	if (rest.at == NULL) {
		(void)show(chat, "highlight", false); /* the key exists */
	} else if (str_skip(&rest, STR("- "))) {
		const struct str word = str_strip(rest);
		const struct str left = highlight_without(word, room, &changed);
		if (changed)
			change(
			    chat, "highlight", left.len > 0 ? left : STR("-"));
		else
			CHAT_TELL(chat, REMARK_MISTAKE, word,
			    STR(" is not highlighted; see /highlight"));
	} else if (rest.len > 1 && rest.at[0] == '-') {
		/* An option of irssi would be a word that nobody says. */
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("/highlight has no options: /highlight WORD, #G WORD, "
			"or @NAME"));
	} else {
		if (!str_eq(rest, STR("-")))
			rest = highlight_with(rest, room, &changed);
		if (changed)
			change(chat, "highlight", rest);
		else
			(void)show(chat, "highlight", false);
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

	settings_choose(chat->options.server);
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
	struct error why;
	bool kept;

	settings_choose(chat->options.server);
	if (!find_group(chat, &rest, STR("usage: /unmute #G")))
		return;
	REPLY(&reply, STR("#"), rest, STR(" is no longer muted"));
	if (drop_entry(chat, "mute", rest, &kept, &why))
		tell(chat, buf_str(&reply.text), kept, &why);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("#"), rest,
		    STR(": it is not muted"));
}

/* Composes "/w stands for /whois". */
static void
describe_alias(struct reply *reply, struct str alias, struct str behind)
{
	const struct str word = str_word(&alias);
	const bool slash = alias.len > 0 && alias.at[0] != '/';

	REPLY(reply, STR("/"), word, STR(" stands for "),
	    slash ? STR("/") : STR(""),
	    alias.at != NULL ? alias : STR("nothing"), behind);
}

void
chat_alias(struct chat *chat, struct str rest)
{
	struct reply reply;
	struct str alias;
	bool any = false;

	(void)str_skip(&rest, STR("/"));
	struct str text = rest;
	(void)str_word(&text);
	if (text.at != NULL) {
		describe_alias(&reply, rest, STR(""));
		add_entry(chat, "alias", rest, buf_str(&reply.text));
		return;
	}
	for (size_t i = 0; (alias = alias_at(i)).len > 0; i++) {
		struct str word = alias;
		if (rest.at != NULL && !str_caseeq(str_word(&word), rest))
			continue;
		describe_alias(&reply, alias, STR(""));
		show_line(chat, buf_str(&reply.text), rest.at == NULL);
		any = true;
	}
	if (!any)
		CHAT_REMARK(chat, STR("there is no such alias"));
}

void
chat_unalias(struct chat *chat, struct str rest)
{
	struct reply reply;
	struct error why;
	bool kept;

	(void)str_skip(&rest, STR("/"));
	if (!drop_entry(chat, "alias", rest, &kept, &why)) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), rest,
		    STR(" is not an alias; see /alias"));
		return;
	}
	const struct str given = alias_find(rest);
	if (given.len > 0)
		describe_alias(&reply, given, STR(" again"));
	else
		REPLY(&reply, STR("/"), rest, STR(" is no longer an alias"));
	tell(chat, buf_str(&reply.text), kept, &why);
}

/* Returns the time that "90s", "10m", "2h" or "3d" names; 0 for none. */
static usec
read_time(struct str word)
{
	static const struct {
		char unit;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	uint64_t number;

	if (word.len < 2)
		return 0;
	const char unit = word.at[word.len - 1];
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].unit == unit &&
		    str_to_number((struct str) { word.at, word.len - 1 },
			(uint64_t)DAYS * 86400 / units[i].seconds, &number))
			return (usec)(number * units[i].seconds) * SEC;
	return 0;
}

static void
show_ignored(struct chat *chat)
{
	struct str pattern;

	if (ignore_at(0).len == 0)
		CHAT_REMARK(chat, STR("nobody is ignored"));
	for (size_t i = 0; (pattern = ignore_at(i)).len > 0; i++) {
		const usec left = ignore_left(i);
		if (left == 0)
			CHAT_REMARK(chat, STR("ignored: "), pattern);
		else
			CHAT_REMARK(chat, STR("ignored: "), pattern,
			    STR(", minutes left: "),
			    DECIMAL((uint64_t)(left / MINUTE) + 1));
	}
}

void
chat_ignore(struct chat *chat, struct str rest)
{
	struct reply reply;

	if (rest.at == NULL) {
		show_ignored(chat);
		return;
	}
	const struct str pattern = str_word(&rest);
	rest = str_strip(rest);
	const usec lasts = read_time(rest);
	if (str_begins(pattern, STR("#"))) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("to mute a group, type /mute "), pattern);
	} else if (rest.len == 0) {
		settings_choose(chat->options.server);
		REPLY(&reply, STR("ignoring "), pattern);
		add_entry(chat, "ignore", pattern, buf_str(&reply.text));
	} else if (lasts == 0) {
		CHAT_TELL(chat, REMARK_MISTAKE, rest,
		    STR(" is no time: type 90s, 10m, 2h or 3d, up to 365d"));
	} else {
		const char *wrong =
		    ignore_add_until(pattern, clock_mono() + lasts);
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
	const struct str wanted = str_strip(rest);
	struct reply reply;
	struct str pattern;
	struct error why;
	bool timed = false, kept;

	for (size_t i = 0; (pattern = ignore_at(i)).len > 0; i++)
		if (str_caseeq(pattern, wanted))
			timed = ignore_left(i) > 0;
	settings_choose(chat->options.server);
	REPLY(&reply, wanted, STR(" is no longer ignored"));
	if (!drop_entry(chat, "ignore", wanted, &kept, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, wanted,
		    STR(" is not ignored; see /ignore"));
	else if (timed)
		CHAT_REMARK(chat, buf_str(&reply.text));
	else
		tell(chat, buf_str(&reply.text), kept, &why);
}

struct str
chat_set_value(struct str key, size_t i, char room[COMPLETE_WORD])
{
	char memory[LIMIT_LINE];
	struct buf entry;

	buf_init(&entry, memory, sizeof(memory));
	if (key.len >= COMPLETE_WORD)
		return STR("");
	memcpy(room, key.at, key.len);
	room[key.len] = '\0';
	if (!settings_is_list(room)) {
		const char *value = settings_word(room, i);
		return str_from(value != NULL ? value : "");
	}
	if (!settings_entry(room, i, &entry))
		return STR("");
	struct str rest = buf_str(&entry);
	struct str word = str_word(&rest);
	if (word.len > COMPLETE_WORD)
		word.len = COMPLETE_WORD;
	memcpy(room, word.at, word.len);
	return (struct str) { room, word.len };
}
