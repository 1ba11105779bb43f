/*
 * The keys of the configuration, a row each: what their values may be, and
 * where they go. Used by config.c, which reads them.
 */
#ifndef SERVER_BASE_CONFIG_KEYS_H
#define SERVER_BASE_CONFIG_KEYS_H

#include "base/config.h"

/* Null, or what is wrong, as a sentence's end. */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source);

/* Values are kept in the arena: who made a group is no matter of workers. */
void config_list_clear(struct config_list *list);

#endif
