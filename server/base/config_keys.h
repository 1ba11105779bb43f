/*
 * The keys of the configuration, a row each: what their values may be, and
 * where they go. Used by config.c and config_file.c, which read them.
 */
#ifndef SERVER_BASE_CONFIG_KEYS_H
#define SERVER_BASE_CONFIG_KEYS_H

#include "base/config_values.h"

/* Room for what is wrong with a value. */
#define CONFIG_WRONG 128

/*
 * Null, or what is wrong, to be put behind "KEY VALUE: "; it may stand in that
 * room.
 */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source, char wrong[CONFIG_WRONG]);

/* Values are kept in the arena: who made a group is no matter of workers. */
void config_list_clear(struct config_list *list);

#endif
