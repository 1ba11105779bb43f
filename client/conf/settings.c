/* The settings: see settings.h. */
#include "conf/settings.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/highlight.h"
#include "conf/ignore.h"
#include "conf/option.h"
#include "conf/settings_file.h"
#include "net/address.h"
#include "net/dial.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "system/files.h"
#include "text/render.h"

/* The maximum length at which an unknown key is quoted. */
#define KEY_SAID 40

#define KEYS_MOST 32

/* Memory for values. */
struct memory {
	struct memory *next;
	void *room[];
};

static struct {
	struct settings now;
	struct settings_given given;
	const char *text[KEYS_MOST]; /* as set; null: not set, or a list */
	struct memory *first; /* values: all that were ever set */
	char why[CODE_SAID]; /* the last refusal */
} settings;

/* Returns memory that is never freed: pointers into it may remain. */
static void *
keep_room(size_t size)
{
	struct memory *kept = malloc(sizeof(*kept) + size);

	if (kept == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	kept->next = settings.first;
	settings.first = kept;
	return kept->room;
}

static char *
keep_text(const char *text)
{
	return text != NULL ?
	    memcpy(keep_room(strlen(text) + 1), text, strlen(text) + 1) :
	    NULL;
}

/* Returns null, or why the value is not a valid argument of that kind. */
static const char *
why_not(enum code code, enum arg arg, const char *value)
{
	if (code == CODE_OK)
		return NULL;
	return code_over(
	    code, grammar_excess_of(arg, str_from(value)), settings.why)
	    .at;
}

/* The functions of the rows: they check values, or set them as well. */
static const char *
set_server(const char *value)
{
	char room[ADDRESS_ROOM];
	const char *whole = address_complete(value, room);
	const char *wrong = addr_check(whole);

	if (wrong == NULL)
		settings.now.server = keep_text(whole);
	return wrong;
}

static const char *
check_name(const char *value)
{
	return why_not(name_check(str_from(value)), ARG_NAME, value);
}

static const char *
check_secret(const char *value)
{
	return text_check(str_from(value), LIMIT_SECRET) != CODE_OK ?
	    "must be 1 to 1000 bytes without control characters" :
	    NULL;
}

static const char *
check_group(const char *value)
{
	value += value[0] == '#';
	return why_not(group_check(str_from(value)), ARG_GROUP, value);
}

/* Reads yes, no or a directory; expands "~/" as a shell does. */
static const char *
set_log(const char *value)
{
	const char *home = getenv("HOME");

	if (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0) {
		settings.now.log = value[0] == 'y' ? "" : NULL;
		return NULL;
	}
	if (value[0] == '/') {
		settings.now.log = keep_text(value);
		return NULL;
	}
	if (!str_begins(str_from(value), STR("~/")) || home == NULL ||
	    home[0] != '/')
		return "must be yes or no, or begin with / or ~/";
	const size_t size = strlen(home) + strlen(value);
	char *path = keep_room(size);
	(void)snprintf(path, size, "%s%s", home, value + 1);
	settings.now.log = path;
	return NULL;
}

#define AT(member) .at = offsetof(struct settings, member)

static const char *const no_yes[] = { "no", "yes", NULL };
static const char *const keep_words[] = { "no", "yes", "ask", NULL };
static const char *const times_words[] = { "no", "yes", "auto", NULL };
static const char *const presence_words[] = { "smart", "all", "off", NULL };

static const struct setting table[] = {
	{ "server", "server ADDRESS: the server to connect to",
	    .kind = SETTING_OWN, .set = set_server, .usual = ADDR_DEFAULT,
	    .later = true },
	{ "via", "via COMMAND: connect by this program, such as ssh", AT(via),
	    .later = true, .outside = true },
	{ "name", "name NAME: the name to use", AT(name), .set = check_name,
	    .later = true },
	{ "account", "account NAME: the account to log in to", AT(account),
	    .set = check_name, .later = true },
	{ "secret", "secret SECRET: the secret of the account", AT(secret),
	    .set = check_secret, .later = true },
	{ "group", "group #G: a group to join at the start",
	    .kind = SETTING_LIST, AT(groups), .groups = true,
	    .set = check_group, .later = true },
	{ "mute", "mute #G: a group in which only mentions count",
	    .kind = SETTING_LIST, AT(muted), .groups = true,
	    .set = check_group },
	{ "keep", "keep yes|no|ask: join your groups again at the next start",
	    keep_words, SETTING_WORD, AT(keep), .usual = "ask" },
	{ "times", "times auto|yes|no: show the time before each line",
	    times_words, SETTING_WORD, AT(times), .usual = "auto" },
	{ "presence", "presence smart|all|off: which joins to show",
	    presence_words, SETTING_WORD, AT(presence), .usual = "smart" },
	{ "members", "members yes|no: list the members at the right", no_yes,
	    SETTING_WORD, AT(members), .usual = "yes" },
	{ "bell", "bell yes|no: ring for mentions and private messages", no_yes,
	    SETTING_WORD, AT(bell), .usual = "yes" },
	{ "highlight", "highlight WORD: what counts as a mention of you",
	    .kind = SETTING_LIST, AT(highlights), .set = highlight_check,
	    .heed = highlight_use },
	{ "notify", "notify COMMAND: run it for mentions of you", AT(notify),
	    .outside = true },
	{ "ignore", "ignore NAME|~a:ACCOUNT: hide what they say",
	    .kind = SETTING_LIST, AT(ignored), .set = ignore_check,
	    .heed = ignore_use },
	{ "log", "log yes|no|DIRECTORY: log the chat in files", no_yes,
	    SETTING_OWN, .set = set_log, .usual = "yes", .outside = true },
};
static_assert(COUNT(table) <= KEYS_MOST, "all have a text");

const struct setting *
settings_find(const char *name)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

const char *
settings_key(size_t i)
{
	return i < COUNT(table) ? table[i].name : NULL;
}

/* Returns where the value is. */
static void *
value_of(const struct setting *setting)
{
	return (char *)&settings.now + setting->at;
}

/* Returns the entries of a list. */
static char *const *
list_of(const struct setting *setting)
{
	return *(char *const **)value_of(setting);
}

static char *const none[] = { NULL };

/* Returns whether the list has the entry. */
static bool
has_entry(char *const *list, struct str entry)
{
	while (*list != NULL && !str_caseeq(str_from(*list), entry))
		list++;
	return *list != NULL;
}

/*
 * Replaces a list by a copy without that entry, and with one more at the end
 * unless that is null. The old list stays, for somebody may be iterating over
 * it.
 */
static void
change_list(const struct setting *setting, struct str entry, char *more)
{
	char *const **list = value_of(setting);
	char *const *old = *list;
	size_t count = 0;

	while (old[count] != NULL)
		count++;
	char **made = keep_room((count + 2) * sizeof(*made));
	*list = made;
	for (; *old != NULL; old++)
		if (!str_caseeq(str_from(*old), entry))
			*made++ = *old;
	*made++ = more;
	if (more != NULL)
		*made = NULL;
	if (setting->heed != NULL)
		setting->heed(*list);
}

static const char *
add_entry(const struct setting *setting, const char *value)
{
	char *const *list = list_of(setting);
	const char *wrong = setting->set(value);
	size_t count = 0;

	while (list[count] != NULL)
		count++;
	if (wrong == NULL && count == SETTINGS_ENTRIES)
		wrong = "too many, limit 200";
	value += setting->groups && value[0] == '#';
	if (wrong == NULL)
		change_list(setting, str_from(value), keep_text(value));
	return wrong;
}

/* Sets the number of a word. Returns null, or which words there are. */
static const char *
set_word(const struct setting *setting, const char *value)
{
	struct str front = STR("must be ");
	struct buf why;
	int count = 0;

	while (setting->words[count] != NULL)
		count++;
	buf_init(&why, settings.why, sizeof(settings.why) - 1);
	while (count-- > 0) {
		const struct str word = str_from(setting->words[count]);
		if (str_eq(word, str_from(value))) {
			*(int *)value_of(setting) = count;
			return NULL;
		}
		(void)BUF_CAT(&why, front, word); /* there is room */
		front = STR(" or ");
	}
	settings.why[buf_len(&why)] = '\0';
	return settings.why;
}

/* Sets a single value; null sets the default. */
static const char *
set_value(const struct setting *setting, const char *value)
{
	const char *new = value != NULL ? value : setting->usual;
	const char *wrong = NULL;

	if (setting->kind == SETTING_WORD)
		wrong = set_word(setting, new);
	else if (setting->set != NULL && new != NULL)
		wrong = setting->set(new);
	if (wrong != NULL)
		return wrong;
	char *copy = keep_text(value);
	if (copy != NULL && strcmp(setting->name, "secret") == 0)
		secret_hide(copy, strlen(copy));
	if (setting->kind == SETTING_TEXT)
		*(const char **)value_of(setting) =
		    copy != NULL ? copy : setting->usual;
	settings.text[setting - table] = copy;
	return NULL;
}

/*
 * Sets a value, or adds an entry to a list; null restores the default. Returns
 * null, or what is wrong.
 */
static const char *
set(const struct setting *setting, const char *value)
{
	if (setting->outside && files_restricted())
		return value == NULL || strcmp(value, "no") == 0 ?
		    NULL :
		    RESTRICTED_WHY;
	if (setting->kind != SETTING_LIST)
		return set_value(setting, value);
	if (value != NULL)
		return add_entry(setting, value);
	*(char *const **)value_of(setting) = none;
	if (setting->heed != NULL)
		setting->heed(none);
	return NULL;
}

void
settings_link(struct link_options *link)
{
	const struct settings *now = &settings.now;
	const struct settings_given *given = &settings.given;
	const char *password = files_variable(SETTINGS_PASSWORD);
	const bool other =
	    given->where != NULL && !address_same(given->where, now->server);

	if (given->name != NULL)
		option_check_name(str_from(given->name));
	link->address = other ? given->where : now->server;
	link->via = given->via != NULL || other ? given->via : now->via;
	link->account = now->account;
	link->secret = now->secret;
	link->name = given->name != NULL ? given->name : settings_name();
	link->name_exact =
	    given->name != NULL || files_variable(SETTINGS_NAME) != NULL;
	/* An invalid one is not shown. */
	if (password != NULL && token_check(str_from(password)) != CODE_OK)
		die(EX_USAGE,
		    "invalid " SETTINGS_PASSWORD
		    ": must be 1 to 64 bytes without spaces");
	if (!other && given->via == NULL)
		link->password = password;
	else
		(void)unsetenv(SETTINGS_PASSWORD); /* such a name is valid */
	if (setenv(SETTINGS_SERVER, link->address, 1) != 0 ||
	    (given->file != NULL &&
		setenv(SETTINGS_CONFIG, given->file, 1) != 0) ||
	    (link->via != NULL ? setenv(VIA_VARIABLE, link->via, 1) :
				 unsetenv(VIA_VARIABLE)) != 0)
		die_errno(EX_OSERR, "no memory for the environment");
}

bool
settings_drop(const struct setting *setting, struct str entry)
{
	if (setting->groups)
		(void)str_skip(&entry, STR("#"));
	const bool is_there = has_entry(list_of(setting), entry);

	if (is_there)
		change_list(setting, entry, NULL);
	return is_there;
}

/*
 * Sets what a line of a file says: a value, "-" for the default, or "- ENTRY"
 * for a list without that. Returns null, or what is wrong.
 */
static const char *
set_as_written(const struct setting *setting, const char *value)
{
	struct str entry = str_from(value);

	if (setting->kind != SETTING_LIST || !str_skip(&entry, STR("- ")))
		return set(
		    setting, entry.len == 1 && value[0] == '-' ? NULL : value);
	(void)settings_drop(setting, entry);
	return NULL;
}

/*
 * Sets a key from a line of a file. Returns null, or the key and what is wrong.
 * An unknown key may contain anything, and is made fit to be shown.
 */
static const char *
set_line(void *context, const char *name, const char *value)
{
	bool *has_secret = context;
	static char text[256];
	const struct setting *setting = settings_find(name);
	const char *wrong;

	if (strcmp(name, "secret") == 0 && strcmp(value, "-") != 0)
		*has_secret = true;
	if (setting == NULL)
		return render_string(text, sizeof(text),
		    (const struct str[]) { { name, strnlen(name, KEY_SAID) },
			LIT(": unknown key; see forkcast(1), CONFIGURATION") },
		    2);
	wrong = set_as_written(setting, value);
	if (wrong == NULL)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s: %s", name, wrong);
	return text;
}

/* Reads a file, which must not have a secret that others can read. */
static void
read_settings(bool ours)
{
	char path[SETTINGS_PATH];
	bool has_secret = false;
	struct error why;

	settings_file_find(path, ours);
	if (!settings_file_read(path, set_line, &has_secret, &why))
		die(EX_CONFIG, "%s", why.text);
	if (has_secret && !settings_file_is_private(path))
		die(EX_CONFIG,
		    "%s: contains a secret and is accessible to others; run: "
		    "chmod 600 %s",
		    path, path);
}

/*
 * Reads the user's file, then ours. Together they must not have only one of
 * account and secret.
 */
static void
read_files(void)
{
	const struct settings *now = &settings.now;

	read_settings(false);
	read_settings(true);
	if ((now->account == NULL) != (now->secret == NULL))
		die(EX_CONFIG,
		    "configuration: account and secret must both be set");
}

static void
read_variable(const char *name, const char *key)
{
	const char *value = files_variable(name);
	const char *wrong =
	    value != NULL ? set(settings_find(key), value) : NULL;

	if (wrong != NULL)
		die(EX_CONFIG, "%s \"%s\": %s", name, value, wrong);
}

/*
 * Returns whether the options or the environment mean another server than the
 * one that the files name, if they name one.
 */
static bool
is_elsewhere(const struct settings_given *given)
{
	const struct settings *now = &settings.now;
	const char *where = given->where;
	const char *via = given->via;

	if (via == NULL && where == NULL)
		via = files_variable(VIA_VARIABLE);
	if (where == NULL)
		where = files_variable(SETTINGS_SERVER);
	if (now->via != NULL)
		return via == NULL ? where != NULL : strcmp(via, now->via) != 0;
	return strcmp(now->server, ADDR_DEFAULT) != 0 &&
	    (via != NULL ||
		(where != NULL && !address_same(where, now->server)));
}

const struct settings *
settings_read(const struct settings_given *given)
{
	struct settings *now = &settings.now;

	*now = (struct settings) { 0 };
	settings.given = *given;
	if (given->file != NULL && files_restricted())
		die(EX_NOPERM, "-F: " RESTRICTED_WHY);
	if (given->via != NULL && files_restricted())
		die(EX_NOPERM, "-C: " RESTRICTED_WHY);
	settings_file_use(given->file != NULL ?
		given->file :
		files_variable(SETTINGS_CONFIG));
	for (size_t i = 0; i < COUNT(table); i++)
		(void)set(&table[i], NULL); /* a default is valid */
	read_files();
	now->apart = is_elsewhere(given);
	if (files_variable(SETTINGS_SERVER) != NULL)
		now->via = NULL;
	read_variable(SETTINGS_SERVER, "server");
	read_variable(VIA_VARIABLE, "via");
	read_variable(SETTINGS_NAME, "name");
	return now;
}

const char *
settings_name(void)
{
	const struct settings *now = &settings.now;

	return now->name != NULL ? now->name : now->account;
}

bool
settings_has(char *const *groups, struct str group)
{
	return has_entry(groups, group);
}

const char *
settings_set(const struct setting *setting, const char *value)
{
	char room[KEYFILE_ROOM];
	const char *wrong = settings_file_fit(setting->name, &value, room);

	if (wrong == NULL)
		wrong = set(setting, value);
	secret_wipe(room, sizeof(room));
	return wrong;
}

bool
settings_entry(const struct setting *setting, size_t i, struct buf *to)
{
	char *const *list = list_of(setting);

	while (i > 0 && *list != NULL) {
		list++;
		i--;
	}
	return *list != NULL && BUF_CAT(to, str_from(*list));
}

void
settings_value(const struct setting *setting, struct buf *to)
{
	const char *text = settings.text[setting - table];

	if (setting->outside && files_restricted())
		text = RESTRICTED_WHY;
	else if (text == NULL)
		text = setting->usual != NULL ? setting->usual : "";
	else if (strcmp(setting->name, "secret") == 0)
		text = "is set";
	(void)BUF_CAT(to, str_from(text)); /* or it is cut */
}

/*
 * Saves the account together with its secret: the program would refuse to start
 * with one alone. Without one of them, both go.
 */
static bool
save_login(bool removes, struct error *why)
{
	const struct settings *now = &settings.now;
	const bool whole = now->account != NULL && now->secret != NULL;
	const struct settings_change change[] = {
		{ .key = "account", .value = whole ? now->account : "-" },
		{ .key = "secret", .value = whole ? now->secret : "-" },
	};

	if (!removes && !whole)
		return error_set(why, EX_USAGE,
		    "will be saved once you also /set %s",
		    now->account == NULL ? "account" : "secret");
	return settings_file_change(change, COUNT(change), why);
}

bool
settings_save(
    const struct setting *setting, const char *entry, struct error *why)
{
	struct settings_change change[1 + SETTINGS_ENTRIES] = {
		{ .key = setting->name,
		    .value = settings.text[setting - table] }
	};
	char dropped[2 + KEYFILE_ROOM];
	size_t count = 1;

	if (setting->set == check_secret ||
	    strcmp(setting->name, "account") == 0)
		return save_login(change->value == NULL, why);
	if (entry != NULL && setting->kind == SETTING_LIST) {
		entry += setting->groups && entry[0] == '#';
		change->entry = str_from(entry);
		(void)snprintf(dropped, sizeof(dropped), "- %s", entry);
		change->value = has_entry(list_of(setting), change->entry) ?
		    entry :
		    dropped;
	} else if (setting->kind == SETTING_LIST) {
		for (char *const *at = list_of(setting); *at != NULL; at++)
			change[count++] =
			    (struct settings_change) { .key = setting->name,
				    .value = *at };
	}
	if (change->value == NULL)
		change->value = "-";
	return settings_file_change(change, count, why);
}
