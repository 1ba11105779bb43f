/* The settings: see settings.h. */
#include "conf/settings.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/alias.h"
#include "conf/highlight.h"
#include "conf/ignore.h"
#include "conf/option.h"
#include "conf/restricted.h"
#include "conf/settings_file.h"
#include "net/address.h"
#include "net/program.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "text/render.h"
#include "text/stamp.h"
#include "text/theme.h"

/* Bytes of scrollback: from a few pages to months. */
#define KIB ((size_t)1024)
#define MIB (1024 * KIB)
#define SCROLLBACK_LEAST (64 * KIB)
#define SCROLLBACK_MOST (256 * MIB)

#ifdef __APPLE__
#define URL_OPENER "open"
#else
#define URL_OPENER "xdg-open"
#endif

/* The maximum length at which an unknown key is quoted. */
#define KEY_SAID 40

#define KEYS_MOST 32

/* Bytes that the values may take. */
#define VALUES_MOST ((size_t)16 << 20)

/* Memory for values. */
struct kept {
	struct kept *next;
	void *room[];
};

static struct {
	struct settings now;
	struct settings_server *server; /* whose keys are set */
	/* as set; null: not set, or a list */
	const char *shown[SETTINGS_SERVERS][KEYS_MOST];
	struct kept *first; /* values: all that were ever set */
	size_t kept; /* their bytes */
	char why[CODE_SAID]; /* the last refusal */
} settings;

/* Returns memory that is never freed: pointers into it may remain. */
static void *
keep_room(size_t size)
{
	struct kept *kept = malloc(sizeof(*kept) + size);

	if (kept == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	kept->next = settings.first;
	settings.first = kept;
	settings.kept += sizeof(*kept) + size;
	return kept->room;
}

static char *
keep(const char *text)
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

/*
 * Setters and checks of values: each returns null, or what is wrong. A check
 * gets no null.
 */
static const char *
set_server(const char *value)
{
	char room[ADDRESS_ROOM];
	const char *whole = address_complete(value, room);
	const char *wrong = addr_check(whole);

	if (wrong == NULL)
		settings.server->address = keep(whole);
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
	if (text_check(str_from(value), LIMIT_SECRET) != CODE_OK)
		return "must be 1 to 1000 bytes without control characters";
	return settings.server->secret_command != NULL ?
	    "there is a secret_command; delete one of the two" :
	    NULL;
}

static const char *
check_secret_command(const char *value)
{
	(void)value;
	return settings.server->secret != NULL ?
	    "there is a secret; delete one of the two" :
	    NULL;
}

static const char *
check_opener(const char *value)
{
	return strchr(value, ' ') != NULL || value[0] == '-' ?
	    "must be one program, without arguments" :
	    NULL;
}

static const char *
set_times(const char *value)
{
	if (strcmp(value, "auto") != 0 && strcmp(value, "yes") != 0 &&
	    strcmp(value, "no") != 0)
		return "must be auto, yes or no";
	settings.now.times = value[0] == 'y';
	settings.now.times_auto = value[0] == 'a';
	return NULL;
}

static const char *
set_time_format(const char *value)
{
	char text[STAMP_ROOM + 2];

	/* The configuration file keeps no space at the end of a line. */
	if (snprintf(text, sizeof(text), "%s ", value) >= (int)sizeof(text))
		return "too long";
	return stamp_set(text);
}

static const char *const presence_words[] = {
	[SETTINGS_PRESENCE_SMART] = "smart",
	[SETTINGS_PRESENCE_ALL] = "all",
	[SETTINGS_PRESENCE_OFF] = "off",
	NULL,
};

static const char *
set_presence(const char *value)
{
	for (size_t i = 0; presence_words[i] != NULL; i++)
		if (strcmp(value, presence_words[i]) == 0) {
			settings.now.presence = (enum settings_presence)i;
			return NULL;
		}
	return "must be smart, all or off";
}

static const char *
set_highlight(const char *value)
{
	return highlight_set(value != NULL ? str_from(value) : STR(""));
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
		settings.now.log = keep(value);
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

static const char *
set_scrollback(const char *value)
{
	struct str digits = str_from(value);
	size_t bytes = 1;
	uint64_t number;

	if (digits.len > 0 && digits.at[digits.len - 1] == 'K')
		bytes = KIB;
	if (digits.len > 0 && digits.at[digits.len - 1] == 'M')
		bytes = MIB;
	digits.len -= bytes > 1;
	if (!str_to_number(digits, SCROLLBACK_MOST / bytes, &number) ||
	    (size_t)number * bytes < SCROLLBACK_LEAST)
		return "must be a number of bytes from 64K to 256M";
	settings.now.scrollback = (size_t)number * bytes;
	return NULL;
}

static const char *
set_timeout(const char *value)
{
	return option_seconds(value, &settings.now.timeout) ?
	    NULL :
	    OPTION_WANTS_SECONDS;
}

/* Takes a word off the rest, with any white space before it. */
static struct str
next_word(struct str *rest)
{
	size_t len = 0;

	while (rest->len > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t'))
		str_drop(rest, 1);
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t')
		len++;
	const struct str word = { rest->at, len };
	str_drop(rest, len);
	return word;
}

static const char *
add_ignored(const char *entry)
{
	return ignore_add(str_from(entry));
}

static bool
drop_ignored(const char *entry)
{
	return ignore_remove(str_from(entry));
}

/* Tabs become spaces. */
static const char *
add_alias(const char *entry)
{
	char room[KEYFILE_ROOM];
	size_t len = 0;

	for (; len < KEYFILE_ROOM && entry[len] != '\0'; len++)
		room[len] = (char)(entry[len] == '\t' ? ' ' : entry[len]);
	return alias_set((struct str) { room, len });
}

static bool
drop_alias(const char *entry)
{
	struct str rest = str_from(entry);

	return alias_remove(next_word(&rest));
}

/* Returns the style in words, valid until the next call. */
static struct str
theme_at(size_t i)
{
	static char room[THEME_TEXT];

	return i < THEME_KEYS ? theme_text((enum theme_key)i, room) : STR("");
}

/* Restores one key's default: resets all keys, then sets the others again. */
static bool
drop_theme(const char *entry)
{
	char room[THEME_KEYS][THEME_TEXT], text[THEME_TEXT];
	struct str styles[THEME_KEYS], rest = str_from(entry);
	const struct str wanted = next_word(&rest);
	size_t dropped = THEME_KEYS;

	for (size_t i = 0; i < THEME_KEYS; i++) {
		styles[i] = theme_text((enum theme_key)i, room[i]);
		rest = styles[i];
		if (str_caseeq(next_word(&rest), wanted))
			dropped = i;
	}
	if (dropped == THEME_KEYS)
		return false;
	theme_reset();
	for (size_t i = 0; i < THEME_KEYS; i++) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)styles[i].len,
		    styles[i].at);
		if (i != dropped)
			(void)theme_set(text); /* valid: it was set before */
	}
	return true;
}

/*
 * The keys, in the order of the manual. A value is text that is kept, yes or
 * no, one with a setter, a list of the server's groups, or one of another
 * module's entries. at is where it is in struct settings_server, if the key is
 * of one server, or in struct settings.
 */
struct key {
	const char *name;
	enum { TEXT, FLAG, OWN, GROUPS, ENTRIES } kind;
	size_t at;
	/* TEXT: the check, or null; OWN: the setter */
	const char *(*set)(const char *value);
	const char *usual; /* the default, or null */
	const char *const *words; /* that it takes, ended by a null; or null */
	bool server; /* of one server: it may be in a section */
	bool later; /* has no effect before the next start */
	/*
	 * It makes us run a program or touch a file; then it cannot be set with
	 * FORKCAST_RESTRICTED, and has this value.
	 */
	bool outside;
	const char *inside;
	/* ENTRIES: add replaces an equal one; clear restores the defaults */
	bool (*drop)(const char *entry);
	void (*clear)(void);
	struct str (*entry)(size_t i);
};

#define OF_SERVER(member) \
	.server = true, .at = offsetof(struct settings_server, member)
#define OF_ALL(member) .at = offsetof(struct settings, member)

static const char *const flag_words[] = { "yes", "no", NULL };
static const char *const times_words[] = { "auto", "yes", "no", NULL };

static const struct key keys[] = {
	{ "server", OWN, .server = true, .set = set_server,
	    .usual = ADDR_DEFAULT, .later = true },
	{ "via", TEXT, OF_SERVER(via), .later = true, .outside = true },
	{ "name", TEXT, OF_SERVER(name), .set = check_name, .later = true },
	{ "account", TEXT, OF_SERVER(account), .set = check_name,
	    .later = true },
	{ "secret", TEXT, OF_SERVER(secret), .set = check_secret,
	    .later = true },
	{ "secret_command", TEXT, OF_SERVER(secret_command),
	    .set = check_secret_command, .later = true, .outside = true },
	{ "group", GROUPS, OF_SERVER(groups), .later = true },
	{ "mute", GROUPS, OF_SERVER(muted) },
	{ "times", OWN, .set = set_times, .usual = "auto",
	    .words = times_words },
	{ "time_format", OWN, .set = set_time_format, .usual = "[%H:%M]" },
	{ "slash", FLAG, OF_ALL(slash), .usual = "yes", .words = flag_words },
	{ "presence", OWN, .set = set_presence, .usual = "smart",
	    .words = presence_words },
	{ "members", FLAG, OF_ALL(members), .usual = "yes",
	    .words = flag_words },
	{ "mouse", FLAG, OF_ALL(mouse), .usual = "no", .words = flag_words },
	{ "bell", FLAG, OF_ALL(bell), .usual = "yes", .words = flag_words },
	{ "highlight", OWN, .set = set_highlight },
	{ "notify", TEXT, OF_ALL(notify), .outside = true },
	{ "url_opener", TEXT, OF_ALL(url_opener), .set = check_opener,
	    .outside = true, .usual = URL_OPENER },
	{ "ignore", ENTRIES, .set = add_ignored, .drop = drop_ignored,
	    .clear = ignore_clear, .entry = ignore_at },
	{ "alias", ENTRIES, .set = add_alias, .drop = drop_alias,
	    .clear = alias_clear, .entry = alias_at },
	{ "theme", ENTRIES, .set = theme_set, .drop = drop_theme,
	    .clear = theme_reset, .entry = theme_at },
	{ "log", OWN, .set = set_log, .usual = "yes", .outside = true,
	    .inside = "no", .words = flag_words },
	{ "scrollback", OWN, .set = set_scrollback, .usual = "1M" },
	{ "timeout", OWN, .set = set_timeout, .usual = "60", .later = true },
};
static_assert(COUNT(keys) <= KEYS_MOST, "all can be shown");

static const struct key *
find(const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static bool
is_list(const struct key *key)
{
	return key->kind == GROUPS || key->kind == ENTRIES;
}

/* Returns where the value is. */
static void *
place_of(const struct key *key)
{
	return (key->server ? (char *)settings.server : (char *)&settings.now) +
	    key->at;
}

/* Returns where the value is as it was set, for the server if it is its. */
static const char **
shown_of(const struct key *key)
{
	const ptrdiff_t server =
	    key->server ? settings.server - settings.now.server : 0;

	return &settings.shown[server][key - keys];
}

static char *const none[] = { NULL };

/*
 * Copies a list of groups, without one of them, or with one more. The old list
 * stays, for somebody may be iterating over it. Returns false if there is
 * nothing to change.
 */
static bool
copy_groups(char *const **list, const char *without, char *more)
{
	char *const *old = *list;
	struct str name = str_from(without != NULL ? without : more);
	size_t count = 0, kept = 0;
	bool found = false;

	(void)str_skip(&name, STR("#"));
	for (; old[count] != NULL; count++)
		found = found || str_caseeq(str_from(old[count]), name);
	if (found == (more != NULL))
		return false;
	char **made = keep_room((count + 2) * sizeof(*made));
	for (size_t i = 0; i < count; i++)
		if (more != NULL || !str_caseeq(str_from(old[i]), name))
			made[kept++] = old[i];
	made[kept] = more;
	made[kept + (more != NULL)] = NULL;
	*list = made;
	return true;
}

static const char *
add_group(const struct key *key, const char *value)
{
	char *const **list = place_of(key);
	size_t count = 0;

	value += value[0] == '#';
	const enum code code = group_check(str_from(value));
	if (code != CODE_OK)
		return why_not(code, ARG_GROUP, value);
	while ((*list)[count] != NULL)
		count++;
	if (count == SETTINGS_NAMES)
		return "too many, limit 200";
	(void)copy_groups(list, NULL, keep(value)); /* it may be there */
	return NULL;
}

/* Sets a single value; null sets the default. */
static const char *
set_value(const struct key *key, const char *value)
{
	const char *new = value != NULL ? value : key->usual;
	const char *wrong = NULL;

	if (key->kind == FLAG && strcmp(new, "yes") != 0 &&
	    strcmp(new, "no") != 0)
		wrong = "must be yes or no";
	else if (key->set != NULL && (key->kind == OWN || new != NULL))
		wrong = key->set(new);
	if (wrong != NULL)
		return wrong;
	const bool secret = strcmp(key->name, "secret") == 0;
	char *copy = keep(value);
	if (secret && copy != NULL)
		secret_hide(copy, strlen(copy));
	if (key->kind == FLAG)
		*(bool *)place_of(key) = new[0] == 'y';
	else if (key->kind == TEXT)
		*(const char **)place_of(key) =
		    copy != NULL ? copy : key->usual;
	*shown_of(key) = secret && copy != NULL ? "is set" : copy;
	return NULL;
}

/*
 * Sets the key, or adds an entry to a list; null restores the default. Returns
 * null, or what is wrong.
 */
static const char *
set_key(const struct key *key, const char *value)
{
	if (key->outside && restricted())
		return value == NULL ||
			(key->inside != NULL &&
			    strcmp(value, key->inside) == 0) ?
		    NULL :
		    RESTRICTED_WHY;
	if (settings.kept > VALUES_MOST)
		return "too many changes; quit and start again";
	if (!is_list(key))
		return set_value(key, value);
	if (value != NULL)
		return key->kind == GROUPS ? add_group(key, value) :
					     key->set(value);
	if (key->kind == GROUPS)
		*(char *const **)place_of(key) = none;
	else
		key->clear();
	return NULL;
}

/* Returns whether both are the same name of a section, or the same address. */
static bool
same_label(const char *label, const char *other)
{
	return strcmp(label, other) == 0 ||
	    (address_is_meant(label) && address_same(label, other));
}

const struct settings_server *
settings_server(const char *label)
{
	for (size_t i = 1; i < settings.now.servers; i++)
		if (same_label(settings.now.server[i].label, label))
			return &settings.now.server[i];
	return NULL;
}

/* Returns whether the file could hold the section of that name, or address. */
static bool
is_label(const char *label)
{
	char room[ADDRESS_ROOM], line[KEYFILE_ROOM];
	const int len = snprintf(line, sizeof(line), "%s]", label);

	if (name_check(str_from(label)) == CODE_OK)
		return true;
	return address_is_meant(label) && len > 0 &&
	    (size_t)len < sizeof(line) &&
	    settings_file_can_hold(SETTINGS_SECTION, line) &&
	    str_eq(settings_file_section(STR(SETTINGS_SECTION), str_from(line)),
		str_from(label)) &&
	    addr_check(address_complete(label, room)) == NULL;
}

/*
 * Chooses the server whose keys are set and shown from now on: that of the
 * section with the label, which is new if need be; null: the one outside
 * sections. Returns null, or what is wrong with the label.
 */
static const char *
choose(const char *label)
{
	const struct settings_server *there =
	    label != NULL ? settings_server(label) : settings.now.server;
	char room[ADDRESS_ROOM];

	settings.server = settings.now.server;
	if (there != NULL) {
		settings.server += there - settings.now.server;
		return NULL;
	}
	if (settings.now.servers == SETTINGS_SERVERS)
		return "too many sections, limit 31";
	if (!is_label(label))
		return "a section has a name that is valid for a client, or "
		       "an address";
	settings.server += settings.now.servers++;
	*settings.server = (struct settings_server) { .label = keep(label),
		.address = address_is_meant(label) ?
		    keep(address_complete(label, room)) :
		    ADDR_DEFAULT,
		.groups = none,
		.muted = none };
	return NULL;
}

void
settings_choose(const struct settings_server *server)
{
	settings.server = settings.now.server + (server - settings.now.server);
}

const struct settings_server *
settings_chosen(void)
{
	return settings.server;
}

/*
 * Sets a key from a line of the file. Returns null, or the key and what is
 * wrong. An unknown key may contain anything, and is made fit to be shown.
 */
static const char *
set_line(void *context, const char *name, const char *value)
{
	static char text[256];
	const struct key *key = find(name);
	const char *wrong;

	(void)context;
	if (strcmp(name, SETTINGS_SECTION) == 0) {
		char room[KEYFILE_ROOM];
		const struct str label = settings_file_section(
		    STR(SETTINGS_SECTION), str_from(value));
		if (label.len == 0 || label.len >= KEYFILE_ROOM)
			return "a section begins with a line such as [server "
			       "work]";
		memcpy(room, label.at, label.len);
		room[label.len] = '\0';
		return choose(room);
	}
	if (key == NULL)
		return render_string(text, sizeof(text),
		    (const struct str[]) { { name, strnlen(name, KEY_SAID) },
			LIT(": unknown key; see forkcast(1), CONFIGURATION") },
		    2);
	wrong = settings.server != settings.now.server && !key->server ?
	    "not a setting of one server; put it before the first section" :
	    set_key(key, value);
	if (wrong == NULL)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s: %s", key->name, wrong);
	return text;
}

bool
settings_has_secret(const struct settings_server *server)
{
	return server->secret != NULL || server->secret_command != NULL;
}

/*
 * Reads the file. It must not have a secret that others can read, nor only one
 * of account and secret.
 */
static void
read_file(void)
{
	char path[SETTINGS_PATH];
	struct error why;

	settings_file_find(path);
	if (!settings_file_is_there(path))
		return;
	if (!settings_file_read(path, set_line, NULL, &why))
		die(EX_CONFIG, "%s", why.text);
	for (size_t i = 0; i < settings.now.servers; i++) {
		const struct settings_server *server = &settings.now.server[i];
		if ((server->account != NULL) != settings_has_secret(server))
			die(EX_CONFIG,
			    "%s: account and secret (or secret_command) must "
			    "both be set",
			    path);
		if (server->secret != NULL && !settings_file_is_private(path))
			die(EX_CONFIG,
			    "%s: contains a secret and is accessible to "
			    "others; run: chmod 600 %s",
			    path, path);
	}
	(void)choose(NULL); /* no label is wrong */
}

/* Returns the variable's value, or null if it is unset or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

static void
read_variable(const char *name, const char *key)
{
	const char *value = variable(name);
	const char *wrong = value != NULL ? set_key(find(key), value) : NULL;

	if (wrong != NULL)
		die(EX_CONFIG, "%s \"%s\": %s", name, value, wrong);
}

const struct settings *
settings_read(void)
{
	struct settings *now = &settings.now;

	*now =
	    (struct settings) { .server = { { .groups = none, .muted = none } },
		    .servers = 1 };
	settings.server = now->server;
	memset(settings.shown, 0, sizeof(settings.shown));
	for (size_t i = 0; i < COUNT(keys); i++) {
		const bool inside = keys[i].outside && restricted();
		if (inside && keys[i].kind == OWN)
			(void)keys[i].set(keys[i].inside); /* it is valid */
		else if (!inside && !is_list(&keys[i]))
			(void)set_value(&keys[i], NULL); /* as is a default */
	}
	read_file();
	if (variable(SETTINGS_SERVER) != NULL)
		now->server[0].via = NULL;
	read_variable(SETTINGS_SERVER, "server");
	read_variable(VIA_VARIABLE, "via");
	read_variable(SETTINGS_NAME, "name");
	now->password = variable(SETTINGS_PASSWORD);
	/* An invalid one is not shown. */
	if (now->password != NULL &&
	    token_check(str_from(now->password)) != CODE_OK)
		die(EX_USAGE,
		    "invalid " SETTINGS_PASSWORD
		    ": must be 1 to 64 bytes without spaces");
	now->name_exact = variable(SETTINGS_NAME) != NULL;
	return now;
}

const char *
settings_name(const struct settings_server *server)
{
	if (server->name != NULL)
		return server->name;
	return server->account != NULL ? server->account :
					 settings.now.server[0].name;
}

bool
settings_mutes(const struct settings_server *server, struct str group)
{
	(void)str_skip(&group, STR("#"));
	for (char *const *muted = server->muted; *muted != NULL; muted++)
		if (str_caseeq(str_from(*muted), group))
			return true;
	return false;
}

bool
settings_is_key(const char *name)
{
	return find(name) != NULL;
}

bool
settings_is_of_server(const char *name)
{
	const struct key *key = find(name);

	return key != NULL && key->server;
}

const char *
settings_set(const char *name, const char *value)
{
	const struct key *key = find(name);
	char room[KEYFILE_ROOM];

	if (key == NULL)
		return SETTINGS_NO_SUCH;
	const char *wrong = settings_file_fit(name, &value, room);
	if (wrong == NULL)
		wrong = set_key(key, value);
	secret_wipe(room, sizeof(room));
	return wrong;
}

bool
settings_drop(const char *name, const char *entry)
{
	const struct key *key = find(name);

	if (key == NULL || !is_list(key))
		return false;
	return key->kind == GROUPS ? copy_groups(place_of(key), entry, NULL) :
				     key->drop(entry);
}

/*
 * Returns the i-th entry of a list, valid until the next call; empty after the
 * last.
 */
static struct str
entry_at(const struct key *key, size_t i)
{
	if (key->kind == ENTRIES)
		return key->entry(i);
	char *const *groups = *(char *const **)place_of(key);
	for (size_t k = 0; groups[k] != NULL; k++)
		if (k == i)
			return str_from(groups[k]);
	return STR("");
}

bool
settings_entry(const char *name, size_t i, struct buf *to)
{
	const struct key *key = find(name);

	if (key == NULL || !is_list(key))
		return false;
	const struct str entry = entry_at(key, i);
	(void)BUF_CAT(to, entry);
	return entry.len > 0;
}

bool
settings_value(const char *name, struct buf *to)
{
	const struct key *key = find(name);
	struct str entry;

	if (key == NULL)
		return false;
	if (!is_list(key)) {
		const char *shown = key->outside && restricted() ?
		    RESTRICTED_WHY :
		    *shown_of(key);
		if (shown == NULL)
			shown = key->usual != NULL ? key->usual : "";
		(void)BUF_CAT(to, str_from(shown));
		return true;
	}
	for (size_t i = 0; (entry = entry_at(key, i)).len > 0; i++)
		if (!BUF_CAT(to, i > 0 ? STR("\n") : STR(""), entry))
			break;
	return true;
}

const char *
settings_word(const char *name, size_t i)
{
	const struct key *key = find(name);

	if (key == NULL || key->words == NULL)
		return NULL;
	for (const char *const *word = key->words; *word != NULL; word++)
		if (i-- == 0)
			return *word;
	return NULL;
}

const char *
settings_key(size_t i)
{
	return i < COUNT(keys) ? keys[i].name : NULL;
}

bool
settings_is_list(const char *name)
{
	const struct key *key = find(name);

	return key != NULL && is_list(key);
}

bool
settings_is_later(const char *name)
{
	const struct key *key = find(name);

	return key != NULL && key->later;
}
