/*
 * The settings in a configuration file, key by key, as they were written, in
 * the arena. With them, a program can go on with the configuration in force,
 * whatever has become of the file.
 */
#ifndef SERVER_BASE_CONFIG_SETTINGS_H
#define SERVER_BASE_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/state/state.h"

/* Recorded settings; all zero is none. */
struct settings {
	char *at; /* keys and values in turn, each ended by a NUL */
	size_t len;
	size_t room;
};

/* Adds a setting. False if there is no memory; nothing has changed then. */
bool settings_add(struct settings *said, struct str key, struct str value);
void settings_free(struct settings *said);

/*
 * Returns the next key and its value; false after the last. *next is 0 at
 * first.
 */
bool settings_next(const struct settings *said, size_t *next, const char **key,
    const char **value);

/* Returns the first value of a key; empty if there is none. */
struct str settings_find(const struct settings *said, const char *key);

/*
 * Write each setting as a line "WORD KEY VALUE" (base/state/state.h), and add
 * one from such a line.
 */
void settings_save(
    const struct settings *said, struct str word, struct state *state);
void settings_load_line(struct settings *said, struct state *state);

#endif
