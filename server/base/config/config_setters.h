/*
 * A value being set for a key of the configuration, a row of keys.def; and the
 * setters of numbers.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_SETTERS_H
#define SERVER_BASE_CONFIG_CONFIG_SETTERS_H

#include <stddef.h>

#include "base/config/config_values.h"

struct key;

/* A value being set: its key, its configuration and its source. */
struct setting {
	struct config *config;
	const struct key *key;
	enum config_source source;
	const char *value;
	char *wrong; /* room for a message, CONFIG_WRONG bytes */
};

/* The C type of a key's member, and how it is written. */
enum type { LIST, NETWORKS, TEXT, NUMBER, TIME, WORD, SWITCH };

/* Whether a reload changes the value, or the one at start stays. */
enum reload { LIVE, FIXED };

enum path { NO_PATH, PATH, PATH_IF_SLASH };

/*
 * A key of the configuration. Its setter returns null, or what is wrong with
 * the value.
 */
struct key {
	const char *name;
	size_t field; /* its offset in struct config */
	enum type type;
	const char *(*set)(const struct setting *setting);
	size_t least;
	size_t most;
	const char *defaults[3]; /* the values of a list, or the only one */
	const char *const *words; /* for set_word: ends with null */
	enum path path; /* whether its values name files */
	enum reload reload;
};

/* Returns the member of the configuration that the setting is for. */
static inline void *
setting_field(const struct setting *setting)
{
	return (char *)setting->config + setting->key->field;
}

/*
 * Setters of numbers, which have bounds: a size may end in K or M; a time is in
 * seconds, and if most is 0, up to a year.
 */
const char *config_set_number(const struct setting *setting);
const char *config_set_size(const struct setting *setting);
const char *config_set_time(const struct setting *setting);

/* Reads such a time; returns null, or what is wrong with it. */
const char *config_read_time(const struct setting *setting, usec *time);

#endif
