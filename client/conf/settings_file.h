/*
 * The configuration file: where it is, how it is read, and how one line is
 * changed while the others stay as they are. For settings.c, which knows the
 * meaning of the keys.
 */
#ifndef CLIENT_CONF_SETTINGS_FILE_H
#define CLIENT_CONF_SETTINGS_FILE_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/keyfile.h"
#include "shared/str.h"

#define SETTINGS_PATH 4096

/* Writes the path of the file; empty if it cannot be determined. */
void settings_file_find(char path[SETTINGS_PATH]);

/* Passes each line to set, as keyfile_read does; none if there is no file. */
bool settings_file_read(const char *path, keyfile_set *set, struct error *why);

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

/*
 * Returns the name of the section that a line with that key and value begins;
 * an empty string if it begins none, or is not well formed.
 */
struct str settings_file_section(struct str key, struct str value);

/*
 * Returns whether two entries of a list are the same: as a whole, or by their
 * first words without the sign of a group or the slash of an alias.
 */
bool settings_same(struct str a, struct str b, bool whole);

/* A change of one key's lines. */
struct settings_change {
	const char *section; /* where these lines are; null: before any */
	const char *key;
	const char *value; /* of the new line; null: only delete lines */
	struct str like; /* the same entries; null string: all lines */
	bool whole; /* the same as a whole */
};

/* The most changes at a time. */
#define SETTINGS_CHANGES 3

/*
 * Makes all changes, in order, or none. A new line replaces all lines that are
 * meant. It goes after the key's last line, or at the end of its section, which
 * begins at the end of the file if it is missing. The file must be able to hold
 * all values. The new file replaces the old one atomically, with its mode (0600
 * if there was none), and is on the disk when this returns, so it may block.
 * Follows a symbolic link. Returns false with *why; nothing has changed then.
 */
bool settings_file_change(
    const struct settings_change *changes, size_t count, struct error *why);

#endif
