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

/* Our file is called as the other one, and so. */
#define SETTINGS_OURS ".set"

/* Takes the path of the configuration, or null: the usual files are meant. */
void settings_file_use(const char *path);

/* Writes the path of one of them; empty if it cannot be determined. */
void settings_file_find(char path[SETTINGS_PATH], bool ours);

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

/* A change: a line of ours that replaces others. */
struct settings_change {
	const char *key;
	const char *value; /* "-": the default; "- ENTRY": without that entry */
	struct str entry; /* replaces lines about this; null: of the key */
};

/*
 * Makes all changes, or none. Replaces our file atomically; it has mode 0600,
 * and is on the disk when this returns, so it may block. Returns false with
 * *why; nothing has changed then.
 */
bool settings_file_change(
    const struct settings_change *change, size_t count, struct error *why);

#endif
