/*
 * The two files of settings, of the same form: the configuration, which the
 * user writes, and behind it ours, with what was changed in a chat. For
 * settings.c, which knows the meaning of the keys.
 */
#ifndef CLIENT_CONF_SETTINGS_FILE_H
#define CLIENT_CONF_SETTINGS_FILE_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/keyfile.h"
#include "shared/str.h"

#define SETTINGS_PATH 4096

/* Their names. */
#define SETTINGS_USERS "config"
#define SETTINGS_OURS "set"

/* Writes the path of the file; empty if it cannot be determined. */
void settings_file_find(char path[SETTINGS_PATH], const char *name);

/* Passes each line to set, as keyfile_read does; none if there is no file. */
bool settings_file_read(
    const char *path, keyfile_set *set, void *context, struct error *why);

/* Returns whether secrets are safe there: nobody else can read the file. */
bool settings_file_is_private(const char *path);

/*
 * Makes *value room, with the value without the spaces around it, which a line
 * cannot hold; null if it is empty. Returns null, or why a line could not hold
 * it after the key, so that it is read back unchanged. Such a value is not even
 * set, so that whatever is set can be saved.
 */
const char *settings_file_fit(
    const char *key, const char **value, char room[KEYFILE_ROOM]);

/* Begins a section, as "[server NAME]". */
#define SETTINGS_SECTION "[server"

/* Returns the name in the value of such a line; empty: it is not well formed.
 */
struct str settings_file_section(struct str value);

/*
 * Returns whether two entries of a list are the same: as a whole, or by their
 * first words without the sign of a group or the slash of an alias.
 */
bool settings_same(struct str a, struct str b, bool whole);

/* A change: a line of ours that replaces others of its section. */
struct settings_change {
	const char *key;
	const char *value; /* "-": the default; "- ENTRY": without that entry */
	struct str entry; /* replaces lines about this; null: of the key */
	bool whole; /* entries are the same as a whole */
};

struct settings_changes {
	struct str section; /* or empty, outside sections */
	const struct settings_change *change;
	size_t count;
};

/*
 * Makes all changes, or none. Replaces our file atomically; it has mode 0600,
 * and is on the disk when this returns, so it may block. Returns false with
 * *why; nothing has changed then.
 */
bool settings_file_change(
    const struct settings_changes *changes, struct error *why);

#endif
