/*
 * The keys of the configuration, a row of keys.def each: their valid values,
 * their defaults and where they are stored.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_KEYS_H
#define SERVER_BASE_CONFIG_CONFIG_KEYS_H

#include "base/config/config_values.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * Sets a key. Returns null, or what is wrong, to be added to "KEY VALUE: ",
 * possibly in the room given.
 */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source, char wrong[CONFIG_WRONG]);

/* Room for a number and its sign. */
#define CONFIG_DIGITS (STR_DIGITS + 1)

/*
 * Returns the name of the key with that number, from 0 on, among those that are
 * fixed at start, whatever a reload says; null after the last. *value is its
 * value, possibly in the room given; empty if it has none.
 */
const char *config_fixed(const struct config *config, size_t number,
    struct str *value, char room[CONFIG_DIGITS]);

/*
 * config_keys_default sets all keys to their defaults; false with *why.
 * config_keys_settle is called after the last value is set. config_keys_free
 * frees the values.
 */
bool config_keys_default(struct config *config, struct error *why);
void config_keys_settle(struct config *config);
void config_keys_free(struct config *config);

/* Returns a value that is a relative path, or null. */
const char *config_keys_relative(const struct config *config);

#endif
