/*
 * The words behind an address of listen, which say more of it. Used by
 * config_keys.c, which checks them, and listen.c.
 */
#ifndef SERVER_BASE_CONFIG_MARKS_H
#define SERVER_BASE_CONFIG_MARKS_H

#include <stdbool.h>

#include "shared/addr.h"

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

#endif
