/* Settings that a person shows and changes while chatting: see chat_set.h. */
#include "person/chat_set.h"

#include "person/chat_now.h"
#include "person/chat_state.h"
#include "session/alias.h"
#include "session/ignore.h"
#include "session/settings.h"
#include "session/settings_file.h"
#include "shared/mask.h"
#include "views/logs.h"

/* The value of a setting, or what is said of it. */
#define SAID_ROOM (2 * LIMIT_LINE)

struct said {
	struct buf text;
	char room[SAID_ROOM];
};

static void
said_begin(struct said *said)
{
	buf_init(&said->text, said->room, sizeof(said->room));
}

/* What does not fit is left out: no line is so long. */
#define SAY(said, ...) (void)BUF_CAT(&(said)->text, __VA_ARGS__)

/* As a string of C; what is longer than any line is cut. */
static const char *
string_of(char room[LIMIT_LINE], struct str text)
{
	const size_t len = text.len < LIMIT_LINE ? text.len : LIMIT_LINE - 1;

	memcpy(room, text.at, len);
	room[len] = '\0';
	return room;
}

/* "bell is no", "log is not set", "secret is set", and of a list "theme time
 * dim", as it is typed. */
static void
describe(struct said *said, const char *name, struct str value)
{
	const struct str key = str_from(name);

	said_begin(said);
	if (value.len == 0)
		SAY(said, key, STR(" is not set"));
	else if (settings_is_list(name) || str_eq(value, STR("is set")))
		SAY(said, key, STR(" "), value);
	else
		SAY(said, key, STR(" is "), value);
}

/* One of many is a line to be read and put away, where there is a place. */
static void
show_value(struct chat *chat, const char *key, struct str value, bool many)
{
	char room[CHAT_NOW];
	struct said said;
	const struct str now = chat_now(chat, key, room);

	describe(&said, key, value);
	if (now.len > 0)
		SAY(&said, STR(" (now: "), now, STR(")"));
	if (many && chat->face->leaf != NULL)
		chat->face->leaf(chat, buf_str(&said.text));
	else
		CHAT_REMARK(chat, buf_str(&said.text));
}

/* All of it, where the setting is a list; false: there is no such key. */
static bool
show(struct chat *chat, const char *key, bool many)
{
	struct said value;
	size_t i = 0;

	said_begin(&value);
	while (chat_has_room(chat) && settings_entry(key, i, &value.text)) {
		show_value(chat, key, buf_str(&value.text), many);
		said_begin(&value);
		i++;
	}
	if (i > 0)
		return true;
	if (!settings_value(key, &value.text))
		return false;
	show_value(chat, key, buf_str(&value.text), many);
	return true;
}

/* What is so now, and will it be so at the next start? */
static void
tell(struct chat *chat, struct str what, bool kept, const struct error *why)
{
	char path[SETTINGS_PATH];

	settings_file_find(path);
	if (kept)
		CHAT_REMARK(chat, what, STR(", kept in "), str_from(path));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, what, STR(", but not kept: "),
		    str_from(why->text));
}

void
chat_settings_changed(struct chat *chat)
{
	chat->face->measure(chat);
}

static bool
is_yes(const char *key)
{
	struct said value;

	said_begin(&value);
	return settings_value(key, &value.text) &&
	    str_eq(buf_str(&value.text), STR("yes"));
}

/* An option of the command line counts until its setting is changed. */
static void
heed(struct chat *chat, const char *key)
{
	if (strcmp(key, "bell") == 0)
		chat->options.quiet = !is_yes(key);
	if (strcmp(key, "times") == 0)
		chat->options.times = is_yes(key);
	chat_settings_changed(chat);
}

/* Null, or why what has just been set cannot work, in *why. */
static const char *
why_useless(struct chat *chat, const char *key, struct error *why)
{
	if (strcmp(key, "log") != 0 ||
	    logs_check(chat->options.settings->log, why))
		return NULL;
	return why->text;
}

/* Null, or what is wrong; it is then as it was before. */
static const char *
try(struct chat *chat, const char *key, const char *value, struct error *why)
{
	char room[LIMIT_LINE];
	struct said before;

	said_begin(&before);
	(void)settings_value(key, &before.text); /* of no key nothing is set */
	const char *wrong = settings_set(key, value);
	if (wrong != NULL)
		return wrong;
	wrong = why_useless(chat, key, why);
	if (wrong != NULL)
		(void)settings_set(key, string_of(room, buf_str(&before.text)));
	return wrong;
}

/* Sets it now; if that cannot be, says why, and returns false. */
static bool
set_now(struct chat *chat, const char *key, const char *value)
{
	struct error why;
	const char *wrong = try(chat, key, value, &why);

	if (wrong == NULL)
		heed(chat, key);
	else
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key), STR(": "),
		    str_from(wrong));
	return wrong == NULL;
}

/* All of a list would be many lines: its new entry, or what there is now. */
static void
describe_list(struct said *said, const char *key, const char *value)
{
	struct said now;

	said_begin(&now);
	if (value == NULL && settings_entry(key, 0, &now.text)) {
		said_begin(said);
		SAY(said, str_from(key), STR(" is the default again"));
	} else {
		describe(said, key, str_from(value != NULL ? value : ""));
	}
}

/* As it is after a change to that value. */
static void
describe_change(struct said *said, const char *key, const char *value)
{
	struct said now;

	if (settings_is_list(key)) {
		describe_list(said, key, value);
		return;
	}
	said_begin(&now);
	(void)settings_value(key, &now.text); /* it is there */
	describe(said, key, buf_str(&now.text));
}

/* Null: as it is without a configuration. */
static void
change(struct chat *chat, const char *key, const char *value)
{
	struct said said;
	struct error why;

	if (!set_now(chat, key, value))
		return;
	const bool kept = settings_keep(key, value, &why);
	describe_change(&said, key, value);
	if (settings_is_later(key))
		SAY(&said, STR(" from the next start on"));
	tell(chat, buf_str(&said.text), kept, &why);
}

static void
change_to(struct chat *chat, const char *key, struct str value)
{
	char room[LIMIT_LINE];

	change(
	    chat, key, str_eq(value, STR("-")) ? NULL : string_of(room, value));
}

/* "theme own bold", as it is typed; false: there is no such part. */
static bool
describe_part(struct said *said, struct str part)
{
	struct said entry;

	said_begin(&entry);
	for (size_t i = 0; settings_entry("theme", i, &entry.text); i++) {
		struct str rest = buf_str(&entry.text);
		if (str_same(str_word(&rest), part)) {
			describe(said, "theme", buf_str(&entry.text));
			return true;
		}
		said_begin(&entry);
	}
	return false;
}

/*
 * Shows a part of the theme, or puts it back where a "-" stands behind it.
 * False if neither is asked for, or of what is none.
 */
static bool
set_part(struct chat *chat, struct str rest)
{
	const struct str part = str_word(&rest);
	struct said said;
	struct error why;
	char room[LIMIT_LINE];

	if (!describe_part(&said, part))
		return false;
	if (rest.at == NULL) {
		CHAT_REMARK(chat, buf_str(&said.text));
		return true;
	}
	if (!str_eq(rest, STR("-")) ||
	    !settings_drop("theme", string_of(room, part)))
		return false;
	heed(chat, "theme");
	const bool kept = settings_forget("theme", room, &why);
	(void)describe_part(&said, part); /* it is there */
	tell(chat, buf_str(&said.text), kept, &why);
	return true;
}

/* The same of an alias, as its own words do it. */
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

/* Is it about one entry of a list, and dealt with? */
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
		(void)show(chat, key, true); /* it is there */
}

void
chat_set(struct chat *chat, struct str rest)
{
	char room[LIMIT_LINE];

	if (rest.at == NULL) {
		show_all(chat);
		return;
	}
	const char *key = string_of(room, str_word(&rest));
	if (rest.at != NULL && set_one(chat, key, rest))
		return;
	if (rest.at != NULL)
		change_to(chat, key, rest);
	else if (!show(chat, key, false))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(key),
		    STR(": no such setting; see /set"));
}

void
chat_highlight(struct chat *chat, struct str rest)
{
	if (rest.at != NULL)
		change_to(chat, "highlight", rest);
	else
		(void)show(chat, "highlight", false); /* it is there */
}

/* "bot*", or "bot* in tea". */
static void
say_ignored(struct said *said, struct str entry)
{
	const struct str pattern = str_word(&entry);

	said_begin(said);
	SAY(said, pattern);
	if (entry.at != NULL)
		SAY(said, STR(" in "), entry);
}

static void
show_ignored(struct chat *chat)
{
	struct said said;
	struct str entry;

	if (ignore_at(0).len == 0)
		CHAT_REMARK(chat, STR("nobody is ignored"));
	for (size_t i = 0; (entry = ignore_at(i)).len > 0; i++) {
		say_ignored(&said, entry);
		CHAT_REMARK(chat, STR("ignored: "), buf_str(&said.text));
	}
}

void
chat_ignore(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct said said;
	struct error why;

	if (rest.at == NULL) {
		show_ignored(chat);
		return;
	}
	if (!set_now(chat, "ignore", string_of(entry, rest)))
		return;
	const bool kept = settings_keep("ignore", entry, &why);
	said_begin(&said);
	const struct str pattern = str_word(&rest);
	SAY(&said, pattern, STR(" is ignored"));
	if (rest.at != NULL)
		SAY(&said, STR(" in "), rest);
	tell(chat, buf_str(&said.text), kept, &why);
}

/*
 * By which entries those are ignored who are meant and not found, and how that
 * is undone; false: by none.
 */
static bool
tell_ignored(struct chat *chat, struct str wanted)
{
	const struct str name = str_word(&wanted);
	bool told = false;
	struct str entry;

	for (size_t i = 0; (entry = ignore_at(i)).len > 0; i++) {
		struct str group = entry;
		const struct str pattern = str_word(&group);
		const bool everywhere = group.at == NULL;
		if (!str_same(pattern, name) && !mask_matches(pattern, name))
			continue;
		CHAT_TELL(chat, REMARK_MISTAKE, pattern, STR(" is ignored "),
		    everywhere ? STR("everywhere") : STR("in "), group,
		    STR(": /unignore "), entry);
		told = true;
	}
	return told;
}

void
chat_unignore(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct said said;
	struct error why;

	say_ignored(&said, rest);
	if (!settings_drop("ignore", string_of(entry, rest))) {
		if (!tell_ignored(chat, rest))
			CHAT_TELL(chat, REMARK_MISTAKE, buf_str(&said.text),
			    STR(" is not ignored; see /ignore"));
		return;
	}
	heed(chat, "ignore");
	const bool kept = settings_forget("ignore", entry, &why);
	SAY(&said, STR(" is no longer ignored"));
	tell(chat, buf_str(&said.text), kept, &why);
}

/* One's own slash in front of the word is no part of it. */
static struct str
without_slash(struct str rest)
{
	if (rest.len > 1 && rest.at[0] == '/')
		return (struct str) { rest.at + 1, rest.len - 1 };
	return rest;
}

/* "/w stands for /whois $1". */
static void
say_alias(struct said *said, struct str alias)
{
	const struct str word = str_word(&alias);
	const bool slash = alias.len > 0 && alias.at[0] != '/';

	said_begin(said);
	SAY(said, STR("/"), word, STR(" stands for "),
	    slash ? STR("/") : STR(""),
	    alias.at != NULL ? alias : STR("nothing"));
}

/* Those of that word, or all: its at is null. */
static void
show_aliases(struct chat *chat, struct str word)
{
	struct said said;
	struct str alias;
	size_t shown = 0;

	for (size_t i = 0; (alias = alias_at(i)).len > 0; i++) {
		struct str rest = alias;
		if (!str_same(str_word(&rest), word) && word.at != NULL)
			continue;
		say_alias(&said, alias);
		CHAT_REMARK(chat, buf_str(&said.text));
		shown++;
	}
	if (shown == 0)
		CHAT_REMARK(chat, STR("there is no such alias"));
}

void
chat_alias(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct said said;
	struct error why;
	struct str text = without_slash(rest);

	rest = text;
	(void)str_word(&text);
	if (text.at == NULL) {
		show_aliases(chat, rest);
		return;
	}
	if (!set_now(chat, "alias", string_of(entry, rest)))
		return;
	const bool kept = settings_keep("alias", entry, &why);
	say_alias(&said, rest);
	tell(chat, buf_str(&said.text), kept, &why);
}

void
chat_unalias(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct said said;
	struct error why;

	rest = without_slash(rest);
	if (!settings_drop("alias", string_of(entry, rest))) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), rest,
		    STR(" is no alias; see /alias"));
		return;
	}
	const bool kept = settings_forget("alias", entry, &why);
	const struct str given = alias_find(rest);
	if (given.len > 0) {
		say_alias(&said, given);
		SAY(&said, STR(" again"));
	} else {
		said_begin(&said);
		SAY(&said, STR("/"), rest, STR(" is no alias any more"));
	}
	tell(chat, buf_str(&said.text), kept, &why);
}
