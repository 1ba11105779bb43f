/*
 * What a configuration's file said, key by key, as it stood there: for a
 * program that has to go on with the configuration in force whatever has become
 * of the file. In the arena. Used by config.c.
 */
#ifndef SERVER_BASE_CONFIG_SETTINGS_H
#define SERVER_BASE_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/state/state.h"

/* All zero is nothing. */
struct settings {
	char *at; /* each a key and its value, both ended by NUL */
	size_t len;
	size_t room;
};

/* False where there is no memory; it is then as it was. */
bool settings_add(struct settings *said, const char *key, const char *value);
bool settings_put(struct settings *said, const char *key, struct str value);
void settings_free(struct settings *said);

/*
 * Gives each key with its value to a function that returns null, or what is
 * wrong with it: then false with *why.
 */
bool settings_give(const struct settings *said,
    const char *(*take)(void *context, const char *key, const char *value),
    void *context, struct error *why);

/* The first value of a key; empty: it has none. */
struct str settings_find(const struct settings *said, const char *key);

/* "WORD KEY VALUE" for each (base/state/state.h), and back, such a line. */
void settings_save(
    const struct settings *said, struct str word, struct state *state);
void settings_load_line(struct settings *said, struct state *state);

#endif
