/* Saves settings for the next start: the rest of settings.h. */
#include <string.h>

#include "conf/alias.h"
#include "conf/settings.h"
#include "conf/settings_file.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"

/* Takes the first word off, with any white space before it. */
static struct str
first_word(struct str text)
{
	text = str_strip(text);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == ' ' || text.at[i] == '\t')
			text.len = i;
	return text;
}

/* Compares two groups, each with or without its sign. */
static bool
same_group(struct str a, struct str b)
{
	(void)str_skip(&a, STR("#"));
	(void)str_skip(&b, STR("#"));
	return str_caseeq(a, b);
}

/* Compares the first words, which identify the entries. */
static bool
same_first(struct str a, struct str b)
{
	a = first_word(a);
	b = first_word(b);
	(void)str_skip(&a, STR("/")); /* optional for an alias */
	(void)str_skip(&b, STR("/"));
	return str_caseeq(a, b);
}

/*
 * Returns a change of the key's lines, still without a value: of an entry's
 * line if the key is a list and entry is not null, else of all lines.
 */
static struct settings_change
change_of(const char *key, const char *entry)
{
	const bool server = settings_is_of_server(key);
	struct settings_change change = { .key = key };

	if (server)
		change.section = settings_chosen()->label;
	if (settings_is_list(key) && entry != NULL) {
		/* The lists of a server are of groups. */
		change.same = server ? same_group : same_first;
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
	const struct settings_server *now = settings_chosen();
	const bool whole = now->account != NULL && settings_has_secret(now);
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

bool
settings_keep(const char *name, const char *value, struct error *why)
{
	char room[KEYFILE_ROOM];
	const char *wrong = settings_file_fit(name, &value, room);

	if (!settings_is_key(name))
		wrong = SETTINGS_NO_SUCH;
	if (wrong != NULL)
		return error_set(why, EX_USAGE, "%s", wrong);
	if (strcmp(name, "account") == 0 || strcmp(name, "secret") == 0 ||
	    strcmp(name, "secret_command") == 0) {
		const bool removes = value == NULL;
		secret_wipe(room, sizeof(room));
		return keep_login(removes, why);
	}
	struct settings_change change = change_of(name, value);
	change.value = value;
	return settings_file_change(&change, 1, why);
}

/* Removes an entry; a line with its word alone keeps a built-in one deleted. */
bool
settings_forget(const char *name, const char *entry, struct error *why)
{
	char room[KEYFILE_ROOM];

	if (!settings_is_list(name))
		return error_set(why, EX_USAGE, SETTINGS_NO_SUCH);
	(void)settings_file_fit(name, &entry, room); /* else none is equal */
	struct settings_change change = change_of(name, room);
	const struct str word = first_word(str_from(room));
	if (strcmp(name, "alias") == 0 && alias_is_given(word) &&
	    alias_find(word).len == 0) {
		room[strcspn(room, " ")] = '\0';
		change.value = room;
		change.wanted = str_from(room);
	}
	return settings_file_change(&change, 1, why);
}
