/*
 * The keys of the configuration: what each sets, and to what. For settings.c
 * alone, which reads the file and deals with the person.
 */
#ifndef CLIENT_SESSION_SETTINGS_KEYS_H
#define CLIENT_SESSION_SETTINGS_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "session/settings_lists.h"
#include "session/settings_now.h"

struct settings_key {
	const char *name;
	/* Null, or what is wrong. It gets null where there is no usual value.
	 */
	const char *(*set)(const char *value);
	const char *usual; /* without a configuration, or null */
	const struct settings_list *list; /* in place of set and usual */
	bool later; /* of no use before the next start */
	bool secret;
};

/* All as without a configuration; what is set is found in what is returned. */
struct settings *settings_keys_begin(void);
const struct settings *settings_keys_now(void);

/* The i-th, or that of the name; null if there is none. */
const struct settings_key *settings_keys_at(size_t i);
const struct settings_key *settings_keys_find(const char *name);

/*
 * Sets the key, of a list adds an entry; null: as without a configuration.
 * Null, or what is wrong, valid until the next call.
 */
const char *settings_keys_set(
    const struct settings_key *key, const char *value);

/* As it was set, a secret as "is set"; null if it was not, and of a list. */
const char *settings_keys_shown(const struct settings_key *key);

#endif
