/*
 * The keys of the configuration, a row each: what their values may be, and
 * where they go. Used by config.c, which reads them, and listen.c.
 */
#ifndef SERVER_BASE_CONFIG_KEYS_H
#define SERVER_BASE_CONFIG_KEYS_H

#include "base/config_values.h"
#include "shared/addr.h"

/* Null, or what is wrong, as a sentence's end. */
const char *config_key_set(struct config *config, const char *name,
    const char *value, enum config_source source);

/* The words behind an address of listen, in any order. */
struct config_marks {
	bool proxy; /* for proxies */
	bool secure; /* nobody on the way can read along */
};

/*
 * An element of listen: copies its address, of at most ADDR_TEXT bytes with a
 * NUL, and tells how it is marked. False if it is too long.
 */
bool config_split_listen(
    const char *listen, char address[ADDR_TEXT], struct config_marks *marks);

/* Values are kept in the arena: who made a group is no matter of workers. */
void config_list_clear(struct config_list *list);

#endif
