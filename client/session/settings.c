/* The settings: see settings.h. */
#include "session/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/address.h"
#include "net/via.h"
#include "session/settings_file.h"
#include "session/settings_keys.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "text/render.h"

#define NO_SECTION "a section begins with a line such as [server work]"

/* The maximum length at which an unknown key is quoted. */
#define KEY_SAID 40

/*
 * Formats an error for an unknown key, which may contain anything, so that it
 * can be shown.
 */
static const char *
unknown_key(const char *name, char *room, size_t size)
{
	const struct str pieces[] = {
		{ name, strnlen(name, KEY_SAID) },
		STR(": unknown key; see forkcast(1), CONFIGURATION"),
	};

	return render_string(room, size, pieces, COUNT(pieces));
}

/* Formats an error for a key that does not belong into a section. */
static const char *
misplaced_key(const struct settings_key *key, char *room, size_t size)
{
	(void)snprintf(room, size,
	    "%s: not a setting of one server; put it before the first section",
	    key->name); /* it fits */
	return room;
}

/*
 * Returns the name of the section that a line with that value begins, in the
 * room; null if it is not well formed.
 */
static const char *
section_label(const char *value, char room[KEYFILE_ROOM])
{
	const struct str label =
	    settings_file_section(STR(SETTINGS_SECTION), str_from(value));

	if (label.len == 0 || label.len >= KEYFILE_ROOM)
		return NULL;
	memcpy(room, label.at, label.len);
	room[label.len] = '\0';
	return room;
}

/* Begins a section. Returns null, or what is wrong. */
static const char *
begin_section(const char *value)
{
	char room[KEYFILE_ROOM];
	const char *label = section_label(value, room);

	return label == NULL ? NO_SECTION : settings_keys_choose(label);
}

/*
 * Sets a key from a line of the file. Returns null, or the key and what is
 * wrong.
 */
static const char *
set_line(void *context, const char *name, const char *value)
{
	static char text[256]; /* the key, and what is wrong */
	const struct settings_key *key = settings_keys_find(name);

	(void)context;
	if (strcmp(name, SETTINGS_SECTION) == 0)
		return begin_section(value);
	if (key == NULL)
		return unknown_key(name, text, sizeof(text));
	if (settings_keys_in_section() && !key->server)
		return misplaced_key(key, text, sizeof(text));
	const char *wrong = settings_keys_set(key, value);
	if (wrong == NULL)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s: %s", key->name, wrong);
	return text;
}

/* Returns the variable's value, or null if it is unset or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* Returns whether the server has a secret, or a command that prints it. */
static bool
has_secret(const struct settings_server *server)
{
	return server->secret != NULL || server->secret_command != NULL;
}

/*
 * Returns false with *why if the file has a secret that others can read, or
 * only one of account and secret.
 */
static bool
check_secret(
    const struct settings_server *now, const char *path, struct error *why)
{
	if ((now->account != NULL) != has_secret(now))
		return error_set(why, EX_CONFIG,
		    "%s: account and secret (or secret_command) must both be "
		    "set",
		    path);
	return now->secret == NULL || settings_file_is_private(path) ||
	    error_set(why, EX_CONFIG,
		"%s: contains a secret and is accessible to others; run: "
		"chmod 600 %s",
		path, path);
}

static void
read_file(const struct settings *now)
{
	char path[SETTINGS_PATH];
	struct error why;

	settings_file_find(path);
	if (!settings_file_is_there(path))
		return;
	if (!settings_file_read(path, set_line, NULL, &why))
		die(EX_CONFIG, "%s", why.text);
	for (size_t i = 0; i < now->servers; i++)
		if (!check_secret(&now->server[i], path, &why))
			die(EX_CONFIG, "%s", why.text);
	(void)settings_keys_choose(NULL); /* no label is wrong */
}

const struct settings_server *
settings_server_at(const char *address, const char **wrong)
{
	char room[ADDRESS_ROOM];

	*wrong = settings_keys_choose(address_name(address, room));
	return *wrong == NULL ? settings_keys_server() : NULL;
}

static void
read_variable(const char *name, const char *key)
{
	const char *value = variable(name);
	const char *wrong = value != NULL ?
	    settings_keys_set(settings_keys_find(key), value) :
	    NULL;

	if (wrong != NULL)
		die(EX_CONFIG, "%s \"%s\": %s", name, value, wrong);
}

/* Returns the password from the environment. An invalid one is not shown. */
static const char *
read_password(void)
{
	const char *password = variable(SETTINGS_PASSWORD);

	if (password != NULL && token_check(str_from(password)) != CODE_OK)
		die(EX_USAGE,
		    "invalid " SETTINGS_PASSWORD
		    ": must be 1 to 64 bytes without spaces");
	return password;
}

const struct settings *
settings_read(void)
{
	struct settings *now = settings_keys_begin();

	read_file(now);
	if (variable(SETTINGS_SERVER) != NULL)
		now->server[0].via = NULL;
	read_variable(SETTINGS_SERVER, "server");
	read_variable(VIA_VARIABLE, "via");
	read_variable(SETTINGS_NAME, "name");
	now->password = read_password();
	now->name_exact = variable(SETTINGS_NAME) != NULL;
	return now;
}

const struct settings_server *
settings_server(const char *label)
{
	const struct settings *now = settings_keys_now();

	for (size_t i = 1; i < now->servers; i++)
		if (settings_keys_same(now->server[i].label, label))
			return &now->server[i];
	return NULL;
}

const char *
settings_name(const struct settings_server *server)
{
	if (server->name != NULL)
		return server->name;
	return server->account != NULL ? server->account :
					 settings_keys_now()->server[0].name;
}

bool
settings_mutes(const struct settings_server *server, struct str group)
{
	for (size_t i = 0; i < server->muted_count; i++)
		if (str_caseeq(str_from(server->muted[i]), group))
			return true;
	return false;
}

void
settings_choose(const struct settings_server *server)
{
	(void)settings_keys_choose(server->label); /* it is there */
}

bool
settings_is_of_server(const char *name)
{
	const struct settings_key *key = settings_keys_find(name);

	return key != NULL && key->server;
}

/* Returns the value, or null if it is empty. */
static const char *
some(const char *value)
{
	return value != NULL && *value != '\0' ? value : NULL;
}

static const char *
no_such(void)
{
	return "no such setting";
}

/*
 * Returns null, or why the file could not hold the value. Such a value is not
 * even set, so that whatever is set can be saved.
 */
static const char *
why_not_held(const char *key, const char *value)
{
	const struct str text = str_from(value);

	if (text_check(text, KEYFILE_LONGEST) == CODE_BAD_TEXT)
		return "must be text without control characters";
	if (strlen(key) + 1 + text.len + 1 > KEYFILE_LONGEST)
		return "too long";
	return settings_file_can_hold(key, value) ?
	    NULL :
	    "a # after a space begins a comment in the configuration";
}

/*
 * Returns the value without the spaces around it, which a line of the file
 * cannot hold.
 */
static const char *
trimmed(char room[KEYFILE_ROOM], const char *value)
{
	struct str text = str_strip(str_from(value));

	if (text.len >= KEYFILE_ROOM)
		text.len = KEYFILE_ROOM - 1; /* still too long to be held */
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
	return room;
}

const char *
settings_set(const char *name, const char *value)
{
	const struct settings_key *key = settings_keys_find(name);
	char room[KEYFILE_ROOM];

	if (key == NULL)
		return no_such();
	value = some(value) != NULL ? some(trimmed(room, value)) : NULL;
	const char *wrong = value != NULL ? why_not_held(name, value) : NULL;
	if (wrong == NULL)
		wrong = settings_keys_set(key, value);
	secret_wipe(room, sizeof(room));
	return wrong;
}

bool
settings_drop(const char *name, const char *entry)
{
	const struct settings_key *key = settings_keys_find(name);

	return key != NULL && key->list != NULL && key->list->drop(entry);
}

bool
settings_entry(const char *name, size_t i, struct buf *to)
{
	const struct settings_key *key = settings_keys_find(name);
	char room[SETTINGS_ENTRY];

	if (key == NULL || key->list == NULL)
		return false;
	const struct str entry = key->list->at(i, room);
	(void)BUF_CAT(to, entry);
	return entry.len > 0;
}

static void
show_list(const struct settings_list *list, struct buf *to)
{
	char room[SETTINGS_ENTRY];
	struct str entry;

	for (size_t i = 0; (entry = list->at(i, room)).len > 0; i++)
		if (!BUF_CAT(to, i > 0 ? STR("\n") : STR(""), entry))
			return;
}

static const char *
shown(const struct settings_key *key)
{
	const char *value = settings_keys_shown(key);

	if (value == NULL)
		value = key->default_value;
	return value != NULL ? value : "";
}

bool
settings_value(const char *name, struct buf *to)
{
	const struct settings_key *key = settings_keys_find(name);

	if (key == NULL)
		return false;
	if (key->list != NULL)
		show_list(key->list, to);
	else
		(void)BUF_CAT(to, str_from(shown(key)));
	return true;
}

const char *
settings_word(const char *name, size_t i)
{
	const struct settings_key *key = settings_keys_find(name);

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
	const struct settings_key *key = settings_keys_at(i);

	return key != NULL ? key->name : NULL;
}

bool
settings_is_list(const char *name)
{
	const struct settings_key *key = settings_keys_find(name);

	return key != NULL && key->list != NULL;
}

bool
settings_is_later(const char *name)
{
	const struct settings_key *key = settings_keys_find(name);

	return key != NULL && key->later;
}

/*
 * Returns a change of the key's lines, still without a value: of an entry's
 * line if the key is a list and entry is not null, else of all lines.
 */
static struct settings_change
change_of(const struct settings_key *key, const char *entry)
{
	struct settings_change change = { .key = key->name };

	if (key->server)
		change.section = settings_keys_server()->label;
	if (key->list != NULL && entry != NULL) {
		change.same = key->list->same;
		change.wanted = str_from(entry);
	}
	return change;
}

/*
 * Saves the account together with its secret, or the command that prints it:
 * the program would refuse to start with one alone, or with a secret that
 * others can read. Removing one removes all.
 */
static bool
keep_login(bool removes, struct error *why)
{
	const struct settings_server *now = settings_keys_server();
	const bool whole = now->account != NULL && has_secret(now);
	const struct settings_change changes[] = {
		{ .section = now->label,
		    .key = "account",
		    .value = whole ? now->account : NULL },
		{ .section = now->label,
		    .key = "secret",
		    .value = whole ? now->secret : NULL },
		{ .section = now->label,
		    .key = "secret_command",
		    .value = whole ? now->secret_command : NULL },
	};
	char path[SETTINGS_PATH];

	if (!removes && !whole)
		return error_set(why, EX_USAGE,
		    "will be saved once you also /set %s",
		    now->account == NULL ? "account" :
					   "secret or secret_command");
	settings_file_find(path);
	if (now->secret != NULL && whole && settings_file_is_there(path) &&
	    !settings_file_is_private(path))
		return error_set(why, EX_CONFIG,
		    "%s is accessible to others; run: chmod 600 %s", path,
		    path);
	return settings_file_change(changes, COUNT(changes), why);
}

static bool
is_login(const char *name)
{
	return strcmp(name, "account") == 0 || strcmp(name, "secret") == 0 ||
	    strcmp(name, "secret_command") == 0;
}

bool
settings_keep(const char *name, const char *value, struct error *why)
{
	const struct settings_key *key = settings_keys_find(name);
	char room[KEYFILE_ROOM];

	if (key == NULL)
		return error_set(why, EX_USAGE, "%s", no_such());
	value = some(value) != NULL ? some(trimmed(room, value)) : NULL;
	const char *wrong = value != NULL ? why_not_held(name, value) : NULL;
	if (wrong != NULL)
		return error_set(why, EX_USAGE, "%s", wrong);
	if (is_login(name)) {
		const bool removes = value == NULL;
		secret_wipe(room, sizeof(room));
		return keep_login(removes, why);
	}
	struct settings_change change = change_of(key, value);
	change.value = value;
	return settings_file_change(&change, 1, why);
}

/* Removes an entry; a line with its word alone keeps a built-in one deleted. */
bool
settings_forget(const char *name, const char *entry, struct error *why)
{
	const struct settings_key *key = settings_keys_find(name);
	char room[KEYFILE_ROOM];

	if (!settings_is_list(name))
		return error_set(why, EX_USAGE, "%s", no_such());
	entry = trimmed(room, entry);
	struct settings_change change = change_of(key, entry);
	if (key->list->missed != NULL && key->list->missed(str_from(entry))) {
		room[strcspn(room, " ")] = '\0';
		change.value = room;
		change.wanted = str_from(room);
	}
	return settings_file_change(&change, 1, why);
}

/* Sets a key now and for the next start. */
static bool
set_and_keep(const char *name, const char *value, struct error *why)
{
	const char *wrong = settings_set(name, value);

	return wrong != NULL ? error_set(why, EX_USAGE, "%s", wrong) :
			       settings_keep(name, value, why);
}

const struct settings_server *
settings_begin_section(
    const struct settings_server *like, const char *address, struct error *why)
{
	const char *wrong;
	const struct settings_server *server =
	    settings_server_at(address, &wrong);
	bool good = server != NULL || error_set(why, EX_USAGE, "%s", wrong);

	if (good && like->name != NULL && !settings_keys_now()->name_exact)
		good = set_and_keep("name", like->name, why);
	for (size_t i = 0; good && i < like->group_count; i++)
		good = set_and_keep("group", like->groups[i], why);
	for (size_t i = 0; good && i < like->muted_count; i++)
		good = set_and_keep("mute", like->muted[i], why);
	return good ? server : NULL;
}
