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
#include "shared/usage.h"
#include "system/files.h"
#include "text/render.h"
#include "text/stamp.h"
#include "text/theme.h"

/* Bytes of scrollback: from a few pages to months. */
#define KIB ((size_t)1024)
#define MIB (1024 * KIB)
#define SCROLLBACK_LEAST (64 * KIB)
#define SCROLLBACK_MOST (256 * MIB)

/* The maximum length at which an unknown key is quoted. */
#define KEY_SAID 40

#define KEYS_MOST 32

/* Bytes that the values may take. */
#define VALUES_MOST ((size_t)16 << 20)

/* Memory for values. */
struct memory {
	struct memory *next;
	void *room[];
};

static struct {
	struct settings now;
	struct settings_server *server; /* whose keys are set */
	/* as set; null: not set, or a list */
	const char *text[SETTINGS_SERVERS][KEYS_MOST];
	struct memory *first; /* values: all that were ever set */
	size_t kept; /* their bytes */
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
	settings.kept += sizeof(*kept) + size;
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
		settings.server->address = keep_text(whole);
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
check_notify(const char *value)
{
	static const char *const switches[] = { "off", "no", "on", "yes",
		"none" };

	for (size_t i = 0; i < COUNT(switches); i++)
		if (strcmp(value, switches[i]) == 0)
			return "must be a command; for none, type /set notify "
			       "-";
	return NULL;
}

static const char *
check_group(const char *value)
{
	value += value[0] == '#';
	return why_not(group_check(str_from(value)), ARG_GROUP, value);
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

static void
heed_styles(char *const *entries)
{
	theme_reset();
	for (; *entries != NULL; entries++)
		(void)theme_set(*entries); /* valid: it was set before */
}

#define OF_SERVER(member) \
	.server = true, .at = offsetof(struct settings_server, member)
#define OF_ALL(member) .at = offsetof(struct settings, member)

static const char *const no_yes[] = { "no", "yes", NULL };
static const char *const keep_words[] = { "no", "yes", "ask", NULL };
static const char *const times_words[] = { "no", "yes", "auto", NULL };
static const char *const presence_words[] = { "smart", "all", "off", NULL };

static const struct setting table[] = {
	{ "server", "server ADDRESS: the server to connect to",
	    .kind = SETTING_OWN, .server = true, .set = set_server,
	    .usual = ADDR_DEFAULT, .later = true },
	{ "via", "via COMMAND: connect by this program, such as ssh",
	    OF_SERVER(via), .later = true, .outside = true },
	{ "name", "name NAME: the name to use", OF_SERVER(name),
	    .set = check_name, .later = true },
	{ "account", "account NAME: the account to log in to",
	    OF_SERVER(account), .set = check_name, .later = true },
	{ "secret", "secret SECRET: the secret of the account",
	    OF_SERVER(secret), .set = check_secret, .later = true },
	{ "group", "group #G: a group to join at the start",
	    .kind = SETTING_LIST, OF_SERVER(groups), .set = check_group,
	    .later = true },
	{ "mute", "mute #G: a group in which only mentions count",
	    .kind = SETTING_LIST, OF_SERVER(muted), .set = check_group },
	{ "keep", "keep yes|no|ask: join your groups again at the next start",
	    keep_words, SETTING_WORD, OF_ALL(keep), .usual = "ask" },
	{ "times", "times auto|yes|no: show the time before each line",
	    times_words, SETTING_WORD, OF_ALL(times), .usual = "auto" },
	{ "time_format", "time_format FORMAT: such as %H:%M:%S",
	    .kind = SETTING_OWN, .set = set_time_format, .usual = "[%H:%M]" },
	{ "slash", "slash yes|no: whether only lines with / are commands",
	    no_yes, SETTING_WORD, OF_ALL(slash), .usual = "yes" },
	{ "presence", "presence smart|all|off: which joins to show",
	    presence_words, SETTING_WORD, OF_ALL(presence), .usual = "smart" },
	{ "members", "members yes|no: list the members at the right", no_yes,
	    SETTING_WORD, OF_ALL(members), .usual = "yes" },
	{ "mouse", "mouse yes|no: the wheel scrolls", no_yes, SETTING_WORD,
	    OF_ALL(mouse), .usual = "no" },
	{ "bell", "bell yes|no: ring for mentions and private messages", no_yes,
	    SETTING_WORD, OF_ALL(bell), .usual = "yes" },
	{ "highlight", "highlight WORD: what counts as a mention of you",
	    .kind = SETTING_LIST, .whole = true, OF_ALL(highlights),
	    .set = highlight_check, .heed = highlight_use },
	{ "notify", "notify COMMAND: run it for mentions of you",
	    OF_ALL(notify), .set = check_notify, .outside = true },
	{ "ignore", "ignore NAME|~a:ACCOUNT: hide what they say",
	    .kind = SETTING_LIST, OF_ALL(ignored), .set = ignore_check,
	    .heed = ignore_use },
	{ "alias", "alias WORD TEXT: let /WORD stand for /TEXT",
	    .kind = SETTING_LIST, OF_ALL(aliases), .set = alias_check,
	    .heed = alias_use },
	{ "theme", "theme PART STYLE: such as theme mention bold yellow",
	    .kind = SETTING_LIST, OF_ALL(styles), .set = theme_set,
	    .heed = heed_styles },
	{ "log", "log yes|no|DIRECTORY: log the chat in files", no_yes,
	    SETTING_OWN, .set = set_log, .usual = "yes", .outside = true },
	{ "scrollback", "scrollback SIZE: memory for all lines, such as 4M",
	    .kind = SETTING_OWN, .set = set_scrollback, .usual = "1M" },
	{ "timeout", "timeout SECONDS: how long scripts wait for the server",
	    .kind = SETTING_OWN, .set = set_timeout, .usual = "60",
	    .later = true },
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
	return (setting->server ? (char *)settings.server :
				  (char *)&settings.now) +
	    setting->at;
}

/* Returns where the text of a single value is, as it was set. */
static const char **
text_of_setting(const struct setting *setting)
{
	const ptrdiff_t server =
	    setting->server ? settings.server - settings.now.server : 0;

	return &settings.text[server][setting - table];
}

/* Returns the entries of a list. */
static char *const *
list_of(const struct setting *setting)
{
	return *(char *const **)value_of(setting);
}

static char *const none[] = { NULL };

/* Returns the entry of the list like that one, or null. */
static const char *
find_entry(char *const *list, struct str like, bool whole)
{
	while (*list != NULL && !settings_same(str_from(*list), like, whole))
		list++;
	return *list;
}

/*
 * Replaces a list by a copy without the entry like that, and with one more at
 * the end unless that is null. The old list stays, for somebody may be
 * iterating over it.
 */
static void
change_list(const struct setting *setting, struct str like, char *more)
{
	char *const **list = value_of(setting);
	char *const *old = *list;
	size_t count = 0;

	while (old[count] != NULL)
		count++;
	char **made = keep_room((count + 2) * sizeof(*made));
	*list = made;
	for (; *old != NULL; old++)
		if (!settings_same(str_from(*old), like, setting->whole))
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
	if (wrong == NULL) /* of a group, without its sign */
		change_list(setting, str_from(value),
		    keep_text(value + (setting->server && value[0] == '#')));
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
	*text_of_setting(setting) = copy;
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
	if (settings.kept > VALUES_MOST)
		return "too many changes; quit and start again";
	if (setting->kind != SETTING_LIST)
		return set_value(setting, value);
	if (value != NULL)
		return add_entry(setting, value);
	*(char *const **)value_of(setting) = none;
	if (setting->heed != NULL)
		setting->heed(none);
	return NULL;
}

/* Returns the server of that section, or null if there is none. */
static const struct settings_server *
find_section(const char *label)
{
	for (size_t i = 1; i < settings.now.servers; i++) {
		const char *own = settings.now.server[i].label;
		if (strcmp(own, label) == 0 ||
		    (address_is_meant(own) && address_same(own, label)))
			return &settings.now.server[i];
	}
	return NULL;
}

struct settings_meant
settings_meant(const char *where, const char *via)
{
	const struct settings_server *first = &settings.now.server[0];
	const char *named =
	    where != NULL ? where : files_variable(SETTINGS_SERVER);
	const char *by =
	    via == NULL && where == NULL ? files_variable(VIA_VARIABLE) : via;
	const struct settings_server *found =
	    named != NULL ? find_section(named) : NULL;
	const struct settings_server *server = found != NULL ? found : first;
	const bool other = found == NULL && where != NULL &&
	    !address_same(where, first->address);
	struct settings_meant meant = { .server = server,
		.address = other ? where : server->address,
		.via = by != NULL || other ? by : server->via,
		.apart = other || (found == NULL && named != where) };

	if (via != NULL && files_restricted())
		die(EX_NOPERM, "-C: " RESTRICTED_WHY);
	if (found == NULL && !other && via == NULL)
		meant.password = settings.now.password;
	else
		(void)unsetenv(SETTINGS_PASSWORD); /* such a name is valid */
	if (setenv(SETTINGS_SERVER,
		found != NULL ? found->label : meant.address, 1) != 0 ||
	    (meant.via != NULL ? setenv(VIA_VARIABLE, meant.via, 1) :
				 unsetenv(VIA_VARIABLE)) != 0)
		die_errno(EX_OSERR, "no memory for the environment");
	return meant;
}

/*
 * Begins a section: the server whose keys are set from now on is that with the
 * label, which is new if need be. Returns null, or what is wrong.
 */
static const char *
begin_section(struct str name)
{
	char label[KEYFILE_ROOM], room[ADDRESS_ROOM];
	const char *address = ADDR_DEFAULT;

	if (name.len == 0)
		return "a section begins with a line such as [server work]";
	(void)snprintf(
	    label, sizeof(label), "%.*s", (int)name.len, name.at); /* fits */
	const struct settings_server *there = find_section(label);
	if (there != NULL) {
		settings_choose(there);
		return NULL;
	}
	if (address_is_meant(label))
		address = address_complete(label, room);
	if (settings.now.servers == SETTINGS_SERVERS)
		return "too many sections, limit 31";
	if (addr_check(address) != NULL ||
	    (!address_is_meant(label) && name_check(name) != CODE_OK))
		return "a section has a name that is valid for a client, or "
		       "an address";
	settings.server = &settings.now.server[settings.now.servers++];
	*settings.server = (struct settings_server) { .label = keep_text(label),
		.address = keep_text(address),
		.groups = none,
		.muted = none };
	return NULL;
}

bool
settings_may_hold(const struct settings_meant *to)
{
	return to->via == (to->apart ? NULL : to->server->via);
}

const struct settings_server *
settings_section(const struct settings_meant *to)
{
	char room[ADDRESS_ROOM];

	if (!to->apart)
		return to->server;
	if (begin_section(str_from(address_name(to->address, room))) != NULL)
		return NULL;
	return settings.server;
}

void
settings_choose(const struct settings_server *server)
{
	settings.server = settings.now.server + (server - settings.now.server);
}

bool
settings_drop(const struct setting *setting, struct str entry)
{
	const bool is_there =
	    find_entry(list_of(setting), entry, setting->whole) != NULL;

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

	if (settings.server != settings.now.server && !setting->server)
		return "not a setting of one server; put it before the first "
		       "section";
	if (setting->kind != SETTING_LIST || !str_skip(&entry, STR("- ")))
		return set(
		    setting, entry.len == 1 && value[0] == '-' ? NULL : value);
	(void)settings_drop(setting, entry);
	return NULL;
}

/*
 * Sets a key from a line of a file, and *context to true if that is a secret.
 * Returns null, or the key and what is wrong. An unknown key may contain
 * anything, and is made fit to be shown.
 */
static const char *
set_line(void *context, const char *name, const char *value)
{
	bool *has_secret = context;
	static char text[256];
	const struct setting *setting = settings_find(name);
	const char *wrong, *like = NULL;

	if (strcmp(name, "secret") == 0 && strcmp(value, "-") != 0)
		*has_secret = true;
	if (strcmp(name, SETTINGS_SECTION) == 0)
		return begin_section(settings_file_section(str_from(value)));
	for (size_t i = 0; setting == NULL && i < COUNT(table); i++)
		if (usage_is_near(name, table[i].name))
			like = table[i].name;
	if (setting == NULL)
		return render_string(text, sizeof(text),
		    (const struct str[]) { { name, strnlen(name, KEY_SAID) },
			LIT(": unknown key; "),
			like != NULL ? STR("did you mean ") :
				       STR("see forkcast(1), CONFIGURATION"),
			str_from(like != NULL ? like : ""),
			like != NULL ? STR("?") : STR("") },
		    5);
	wrong = set_as_written(setting, value);
	if (wrong == NULL)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s: %s", name, wrong);
	return text;
}

/* Reads a file, which must not have a secret that others can read. */
static void
read_settings(const char *name)
{
	char path[SETTINGS_PATH];
	struct error why;
	bool has_secret = false;

	settings_file_find(path, name);
	if (!settings_file_read(path, set_line, &has_secret, &why))
		die(EX_CONFIG, "%s", why.text);
	if (has_secret && !settings_file_is_private(path))
		die(EX_CONFIG,
		    "%s: contains a secret and is accessible to others; run: "
		    "chmod 600 %s",
		    path, path);
	settings.server = settings.now.server;
}

/*
 * Reads the user's file, then ours. Together they must not have only one of
 * account and secret.
 */
static void
read_files(void)
{
	const struct settings_server *server = settings.now.server;

	read_settings(SETTINGS_USERS);
	read_settings(SETTINGS_OURS);
	for (; server < settings.now.server + settings.now.servers; server++)
		if ((server->account == NULL) != (server->secret == NULL))
			die(EX_CONFIG,
			    "configuration: account and secret must both be "
			    "set");
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

const struct settings *
settings_read(void)
{
	struct settings *now = &settings.now;

	*now =
	    (struct settings) { .server = { { .label = NULL } }, .servers = 1 };
	settings.server = now->server;
	for (size_t i = 0; i < COUNT(table); i++)
		(void)set(&table[i], NULL); /* a default is valid */
	read_files();
	if (files_variable(SETTINGS_SERVER) != NULL)
		now->server[0].via = NULL;
	read_variable(SETTINGS_SERVER, "server");
	read_variable(VIA_VARIABLE, "via");
	read_variable(SETTINGS_NAME, "name");
	now->password = files_variable(SETTINGS_PASSWORD);
	/* An invalid one is not shown. */
	if (now->password != NULL &&
	    token_check(str_from(now->password)) != CODE_OK)
		die(EX_USAGE,
		    "invalid " SETTINGS_PASSWORD
		    ": must be 1 to 64 bytes without spaces");
	now->name_exact = files_variable(SETTINGS_NAME) != NULL;
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
settings_has(char *const *groups, struct str group)
{
	return find_entry(groups, group, false) != NULL;
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
	char room[THEME_TEXT];

	if (setting->heed == heed_styles) {
		if (i < THEME_KEYS)
			(void)BUF_CAT(to, theme_text((enum theme_key)i, room));
		return i < THEME_KEYS;
	}
	while (i > 0 && *list != NULL) {
		list++;
		i--;
	}
	return *list != NULL && BUF_CAT(to, str_from(*list));
}

void
settings_value(const struct setting *setting, struct buf *to)
{
	const char *text = *text_of_setting(setting);

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
save_login(bool removes, struct str section, struct error *why)
{
	const struct settings_server *now = settings.server;
	const bool whole = now->account != NULL && now->secret != NULL;
	const struct settings_change change[] = {
		{ .key = "account", .value = whole ? now->account : "-" },
		{ .key = "secret", .value = whole ? now->secret : "-" },
	};

	if (!removes && !whole)
		return error_set(why, EX_USAGE,
		    "will be saved once you also /set %s",
		    now->account == NULL ? "account" : "secret");
	return settings_file_change(
	    &(struct settings_changes) { section, change, COUNT(change) }, why);
}

bool
settings_save(
    const struct setting *setting, const char *entry, struct error *why)
{
	const char *label = setting->server ? settings.server->label : NULL;
	const struct str section = str_from(label != NULL ? label : "");
	struct settings_change change[1 + SETTINGS_ENTRIES] = {
		{ .key = setting->name, .whole = setting->whole }
	};
	size_t count = 1;
	char dropped[2 + KEYFILE_ROOM];

	if (setting->set == check_secret ||
	    strcmp(setting->name, "account") == 0)
		return save_login(
		    *text_of_setting(setting) == NULL, section, why);
	if (setting->kind != SETTING_LIST)
		change->value = *text_of_setting(setting);
	else if (entry != NULL) {
		change->entry = str_from(entry);
		change->value =
		    find_entry(list_of(setting), change->entry, setting->whole);
		(void)snprintf(dropped, sizeof(dropped), "- %s", entry);
	}
	if (change->value == NULL)
		change->value = change->entry.at != NULL ? dropped : "-";
	if (setting->kind == SETTING_LIST && entry == NULL)
		for (char *const *at = list_of(setting); *at != NULL; at++)
			change[count++] =
			    (struct settings_change) { .key = setting->name,
				    .value = *at };
	return settings_file_change(
	    &(struct settings_changes) { section, change, count }, why);
}
