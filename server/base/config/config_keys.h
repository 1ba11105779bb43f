/*
 * The keys of the configuration, a row each: what their values may be, and
 * where they go. Used by config.c and config_file.c, which read them.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_KEYS_H
#define SERVER_BASE_CONFIG_CONFIG_KEYS_H

#include "base/config/config_values.h"
#include "shared/str.h"

/* Room for what is wrong with a value. */
#define CONFIG_WRONG 128

/*
 * Null, or what is wrong, to be put behind "KEY VALUE: "; it may stand in that
 * room.
 */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source, char wrong[CONFIG_WRONG]);

/* Room for a number, and its sign. */
#define CONFIG_DIGITS (STR_DIGITS + 1)

/*
 * Of the keys that are settled at start, whatever a reload says, that number,
 * from 0 on: its name, and in *value what it is, empty if there is none; it may
 * stand in that room. Null: there are no more.
 */
const char *config_fixed(const struct config *config, size_t number,
    struct str *value, char room[CONFIG_DIGITS]);

/* Values are kept in the arena: who made a group is no matter of workers. */
void config_list_clear(struct config_list *list);

#endif
