/*
 * The keys of the configuration, and what each one sets. Only settings.c
 * includes this; it reads the file and talks to the user.
 */
#ifndef CLIENT_SESSION_SETTINGS_KEYS_H
#define CLIENT_SESSION_SETTINGS_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/settings_lists.h"
#include "session/settings_now.h"

struct settings_key {
	const char *name;
	/*
	 * Sets the value; null, for a key without a default, clears it. Returns
	 * null, or what is wrong.
	 */
	const char *(*set)(const char *value);
	const char *default_value; /* the default, or null */
	const struct settings_list *list; /* instead of set and default_value */
	bool server; /* of one server: it may be in a section */
	bool later; /* has no effect before the next start */
	bool secret;
	/*
	 * It makes us run a program or touch a file; then it cannot be set with
	 * FORKCAST_RESTRICTED, and has this value.
	 */
	bool outside;
	const char *inside;
	const char *const *words; /* that it takes, ended by a null; or null */
};

/* Sets all defaults. Returns the settings, in which all later values appear. */
struct settings *settings_keys_begin(void);
const struct settings *settings_keys_now(void);

/* Return the i-th key, or the key of that name; null if there is none. */
const struct settings_key *settings_keys_at(size_t i);
const struct settings_key *settings_keys_find(const char *name);

/*
 * Chooses the server whose keys are set and shown from now on: that of the
 * section with the label, which is new if need be; null: the one outside
 * sections. Returns null, or what is wrong with the label.
 */
const char *settings_keys_choose(const char *label);

/* Returns whether both are the same name of a section, or the same address. */
bool settings_keys_same(const char *label, const char *other);

/* Returns the chosen server, and whether it has a section. */
const struct settings_server *settings_keys_server(void);
bool settings_keys_in_section(void);

/*
 * Sets the key, or adds an entry to a list; null restores the default. Returns
 * null, or what is wrong, valid until the next call.
 */
const char *settings_keys_set(
    const struct settings_key *key, const char *value);

/*
 * Returns the value as it was set, "is set" for a secret; null if it was not
 * set, or for a list.
 */
const char *settings_keys_shown(const struct settings_key *key);

#endif
