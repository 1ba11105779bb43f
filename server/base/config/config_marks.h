/*
 * The words behind an address of listen, which say more of it. Used by
 * config_keys.c, which checks them, and listen.c.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_MARKS_H
#define SERVER_BASE_CONFIG_CONFIG_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/addr.h"

/* Room for the name of a user or a group. */
#define CONFIG_OWNER 64

/* The words behind an address of listen, in any order. */
struct config_marks {
	bool proxy; /* for proxies */
	bool secure; /* nobody on the way can read along */
	size_t mode; /* of a UNIX socket's file, and 1; 0: it is as usual */
	char owner[CONFIG_OWNER]; /* of that; empty: who makes it */
	char group[CONFIG_OWNER]; /* likewise */
};

/*
 * An element of listen: copies its address, of at most ADDR_TEXT bytes with a
 * NUL, and tells how it is marked. Null, or what is wrong with it.
 */
const char *config_split_listen(
    const char *listen, char address[ADDR_TEXT], struct config_marks *marks);

#endif
