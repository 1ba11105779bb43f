/* The keys of the configuration: see settings_keys.h. */
#include "session/settings_keys.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/address.h"
#include "session/appearance.h"
#include "session/highlight.h"
#include "session/option.h"
#include "session/restricted.h"
#include "session/settings_file.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

#define TIMEOUT (60 * SEC)
#define DEFAULT_TIMEOUT "60"

/* Bytes of scrollback: from a few pages to months. */
#define SCROLLBACK_LEAST (64 * KIB)
#define SCROLLBACK_MOST (256 * MIB)
#define SCROLLBACK MIB
#define DEFAULT_SCROLLBACK "1M"
#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

#ifdef __APPLE__
#define DEFAULT_URL_OPENER "open"
#else
#define DEFAULT_URL_OPENER "xdg-open"
#endif

#define KEYS_MOST 32

static struct {
	struct settings now;
	struct settings_server *server; /* whose keys are set */
	/* as set; null: not set, or a list */
	char *shown[SETTINGS_SERVERS][KEYS_MOST];
} settings;

/* Replaces the value as it was set. Nobody holds a pointer to the old one. */
static void
show(char **shown, const char *value)
{
	if (*shown != NULL)
		settings_now_count(-(ptrdiff_t)strlen(*shown));
	free(*shown);
	*shown = value != NULL ? strdup(value) : NULL;
	if (value != NULL && *shown == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	settings_now_count(value != NULL ? (ptrdiff_t)strlen(value) : 0);
}

/* Setters: each returns null, or what is wrong with the value. */
static const char *
set_server(const char *value)
{
	char room[ADDRESS_ROOM];
	const char *whole = address_complete(value, room);
	const char *wrong = addr_check(whole);

	if (wrong == NULL)
		settings.server->address = settings_now_kept(whole);
	return wrong;
}

static const char *
set_via(const char *value)
{
	settings.server->via = settings_now_kept(value);
	return NULL;
}

/* Sets a name of a client or an account; null unsets it. */
static const char *
set_some_name(const char **name, const char *value)
{
	const enum code code =
	    value != NULL ? name_check(str_from(value)) : CODE_OK;

	if (code == CODE_OK)
		*name = settings_now_kept(value);
	return settings_now_why_not(code, ARG_NAME, value);
}

static const char *
set_name(const char *value)
{
	return set_some_name(&settings.server->name, value);
}

static const char *
set_account(const char *value)
{
	return set_some_name(&settings.server->account, value);
}

static const char *
set_secret(const char *value)
{
	if (value != NULL &&
	    text_check(str_from(value), LIMIT_SECRET) != CODE_OK)
		return "must be 1 to 1000 bytes without control characters";
	if (value != NULL && settings.server->secret_command != NULL)
		return "there is a secret_command; delete one of the two";
	char *copy = settings_now_kept(value);
	if (copy != NULL)
		secret_hide(copy, strlen(copy));
	settings.server->secret = copy;
	return NULL;
}

static const char *
set_secret_command(const char *value)
{
	if (value != NULL && settings.server->secret != NULL)
		return "there is a secret; delete one of the two";
	settings.server->secret_command = settings_now_kept(value);
	return NULL;
}

static const char *
set_flag(bool *flag, const char *value)
{
	const bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return "must be yes or no";
	*flag = yes;
	return NULL;
}

static const char *
set_times(const char *value)
{
	const bool automatic = strcmp(value, "auto") == 0;

	if (set_flag(&settings.now.times, automatic ? "no" : value) != NULL)
		return "must be auto, yes or no";
	settings.now.times_auto = automatic;
	return NULL;
}

static const char *
set_bell(const char *value)
{
	return set_flag(&settings.now.bell, value);
}

static const char *
set_slash(const char *value)
{
	return set_flag(&settings.now.slash, value);
}

static const char *
set_mouse(const char *value)
{
	return set_flag(&settings.now.mouse, value);
}

static const char *
set_members(const char *value)
{
	return set_flag(&settings.now.members, value);
}

static const char *
set_presence(const char *value)
{
	static const char *const words[] = {
		[SETTINGS_PRESENCE_SMART] = "smart",
		[SETTINGS_PRESENCE_ALL] = "all",
		[SETTINGS_PRESENCE_OFF] = "off",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(value, words[i]) == 0) {
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

static const char *
set_notify(const char *value)
{
	settings.now.notify = settings_now_kept(value);
	return NULL;
}

static const char *
set_url_opener(const char *value)
{
	if (value != NULL && (strchr(value, ' ') != NULL || value[0] == '-'))
		return "must be one program, without arguments";
	settings.now.url_opener = settings_now_kept(value);
	return NULL;
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
		settings.now.log = settings_now_kept(value);
		return NULL;
	}
	if (!str_begins(str_from(value), STR("~/")) || home == NULL ||
	    home[0] != '/')
		return "must be yes or no, or begin with / or ~/";
	const size_t size = strlen(home) + strlen(value);
	char *path = settings_now_room(size);
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

static const char *const flag_words[] = { "yes", "no", NULL };
static const char *const times_words[] = { "auto", "yes", "no", NULL };
static const char *const presence_words[] = { "smart", "all", "off", NULL };

/* The keys, in the order of the manual. */
static const struct settings_key keys[] = {
	{ "server", .server = true, .set = set_server,
	    .default_value = ADDR_DEFAULT, .later = true },
	{ "via", .server = true, .set = set_via, .later = true,
	    .outside = true },
	{ "name", .server = true, .set = set_name, .later = true },
	{ "account", .server = true, .set = set_account, .later = true },
	{ "secret", .server = true, .set = set_secret, .later = true,
	    .secret = true },
	{ "secret_command", .server = true, .set = set_secret_command,
	    .later = true, .outside = true },
	{ "group", .server = true, .list = &settings_groups, .later = true },
	{ "mute", .server = true, .list = &settings_muted },
	{ "times", .set = set_times, .default_value = "auto",
	    .words = times_words },
	{ "time_format", .set = appearance_time_format,
	    .default_value = APPEARANCE_TIME_FORMAT },
	{ "slash", .set = set_slash, .default_value = "yes",
	    .words = flag_words },
	{ "presence", .set = set_presence, .default_value = "smart",
	    .words = presence_words },
	{ "members", .set = set_members, .default_value = "yes",
	    .words = flag_words },
	{ "mouse", .set = set_mouse, .default_value = "no",
	    .words = flag_words },
	{ "bell", .set = set_bell, .default_value = "yes",
	    .words = flag_words },
	{ "highlight", .set = set_highlight },
	{ "notify", .set = set_notify, .outside = true },
	{ "url_opener", .set = set_url_opener, .outside = true,
	    .default_value = DEFAULT_URL_OPENER },
	{ "ignore", .list = &settings_ignored },
	{ "alias", .list = &settings_aliases },
	{ "theme", .list = &settings_themes },
	{ "log", .set = set_log, .default_value = "yes", .outside = true,
	    .inside = "no", .words = flag_words },
	{ "scrollback", .set = set_scrollback,
	    .default_value = DEFAULT_SCROLLBACK },
	{ "timeout", .set = set_timeout, .default_value = DEFAULT_TIMEOUT,
	    .later = true },
};
static_assert(COUNT(keys) <= KEYS_MOST, "all can be shown");

struct settings *
settings_keys_begin(void)
{
	static char *const none[] = { NULL };

	settings.now = (struct settings) {
		.server = { { .address = ADDR_DEFAULT, .groups = none } },
		.servers = 1,
		.times_auto = true,
		.slash = true,
		.bell = true,
		.members = true,
		.url_opener = DEFAULT_URL_OPENER,
		.log = "",
		.scrollback = SCROLLBACK,
		.timeout = TIMEOUT
	};
	settings.server = settings.now.server;
	settings_lists_choose(settings.server);
	for (size_t i = 0; restricted() && i < COUNT(keys); i++)
		if (keys[i].outside)
			(void)keys[i].set(keys[i].inside); /* it is valid */
	for (size_t i = 0; i < SETTINGS_SERVERS * KEYS_MOST; i++)
		show(&settings.shown[i / KEYS_MOST][i % KEYS_MOST], NULL);
	return &settings.now;
}

/* Returns whether the file could hold the section of that name. */
static bool
can_be_held(const char *label)
{
	char line[KEYFILE_ROOM];
	const int len = snprintf(line, sizeof(line), "%s]", label);

	return len > 0 && (size_t)len < sizeof(line) &&
	    settings_file_can_hold(SETTINGS_SECTION, line) &&
	    str_eq(settings_file_section(STR(SETTINGS_SECTION), str_from(line)),
		str_from(label));
}

/* Returns whether a section can have that name, or address. */
static bool
is_label(const char *label)
{
	char room[ADDRESS_ROOM];

	return name_check(str_from(label)) == CODE_OK ||
	    (address_is_meant(label) && can_be_held(label) &&
		addr_check(address_complete(label, room)) == NULL);
}

/* Returns a server without settings. If the label is an address, it is its. */
static struct settings_server
defaults(char *label)
{
	static char *const none[] = { NULL };
	char room[ADDRESS_ROOM];
	const char *address = ADDR_DEFAULT;

	if (address_is_meant(label))
		address = settings_now_kept(address_complete(label, room));
	return (struct settings_server) {
		.label = label, .address = address, .groups = none
	};
}

/* Adds a server without settings. Returns null, or why it cannot be added. */
static const char *
add_server(const char *label)
{
	if (settings.now.servers == SETTINGS_SERVERS)
		return "too many sections, limit 31";
	if (!is_label(label))
		return "a section has a name that is valid for a client, or "
		       "an address";
	settings.server = &settings.now.server[settings.now.servers++];
	*settings.server = defaults(settings_now_kept(label));
	return NULL;
}

bool
settings_keys_same(const char *label, const char *other)
{
	return strcmp(label, other) == 0 ||
	    (address_is_meant(label) && address_same(label, other));
}

const char *
settings_keys_choose(const char *label)
{
	settings.server = settings.now.server;
	for (size_t i = 1; label != NULL && i < settings.now.servers; i++)
		if (settings_keys_same(settings.now.server[i].label, label))
			settings.server = &settings.now.server[i];
	const char *wrong = label != NULL && !settings_keys_in_section() ?
	    add_server(label) :
	    NULL;
	settings_lists_choose(settings.server);
	return wrong;
}

const struct settings_server *
settings_keys_server(void)
{
	return settings.server;
}

bool
settings_keys_in_section(void)
{
	return settings.server != settings.now.server;
}

const struct settings *
settings_keys_now(void)
{
	return &settings.now;
}

const struct settings_key *
settings_keys_at(size_t i)
{
	return i < COUNT(keys) ? &keys[i] : NULL;
}

const struct settings_key *
settings_keys_find(const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

/* Returns where the value is as it was set, for the server if it is its. */
static char **
shown_of(const struct settings_key *key)
{
	const ptrdiff_t server =
	    key->server ? settings.server - settings.now.server : 0;

	return &settings.shown[server][key - keys];
}

/* Sets a single value; null sets the default. */
static const char *
set_value(const struct settings_key *key, const char *value)
{
	const char *wrong =
	    key->set(value != NULL ? value : key->default_value);

	if (wrong == NULL)
		show(shown_of(key),
		    key->secret && value != NULL ? "is set" : value);
	return wrong;
}

static bool
stays_inside(const struct settings_key *key, const char *value)
{
	return value == NULL ||
	    (key->inside != NULL && strcmp(value, key->inside) == 0);
}

const char *
settings_keys_set(const struct settings_key *key, const char *value)
{
	if (key->outside && restricted())
		return stays_inside(key, value) ? NULL : RESTRICTED_WHY;
	if (settings_now_is_full())
		return "too many changes; quit and start again";
	if (key->list == NULL)
		return set_value(key, value);
	if (value != NULL)
		return key->list->add(value);
	key->list->clear();
	return NULL;
}

const char *
settings_keys_shown(const struct settings_key *key)
{
	return key->outside && restricted() ? RESTRICTED_WHY : *shown_of(key);
}
