/*
 * The configuration file: where it is, how it is read, and how one of its lines
 * is changed while all the others stay as they are. What the keys mean is for
 * settings.c, which alone uses this.
 */
#ifndef CLIENT_SESSION_SETTINGS_FILE_H
#define CLIENT_SESSION_SETTINGS_FILE_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/keyfile.h"
#include "shared/str.h"

#define SETTINGS_PATH 4096

/* The path of the file; empty where nobody can say where it would be. */
void settings_file_find(char path[SETTINGS_PATH]);

/* Is there anything at that path, even if it cannot be read? */
bool settings_file_is_there(const char *path);

/* Gives set each line, as keyfile_read does. */
bool settings_file_read(const char *path, keyfile_set *set, struct error *why);

/* Is what is secret safe in it: can nobody but its owner read it? */
bool settings_file_is_private(const char *path);

/* Would the value be read as it is written behind the key? */
bool settings_file_can_hold(const char *key, const char *value);

/* What is to become of the lines of one key. */
struct settings_change {
	const char *key;
	const char *value; /* to be written; null: the lines are taken out */
	/* Which values are meant: null for all. */
	bool (*same)(struct str value, struct str wanted);
	struct str wanted;
};

/*
 * Makes the changes, all or none, one after the other: the value of the last
 * line that is meant is replaced, with what stands around it left alone; where
 * there is none a line is put behind the last one of the key, or at the end.
 * All must be such as the file can hold. The new file takes the old one's
 * place at once, with its mode, or 0600, and on the disk when this returns: it
 * may block. A symbolic link is followed. False with *why: nothing has changed.
 */
bool settings_file_change(
    const struct settings_change *changes, size_t count, struct error *why);

#endif
