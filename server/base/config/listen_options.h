/* The words after an address of the key listen: config.c. */
#ifndef SERVER_BASE_CONFIG_LISTEN_OPTIONS_H
#define SERVER_BASE_CONFIG_LISTEN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/addr.h"
#include "shared/str.h"

/* The words after an address of the key listen, in any order. */
struct listen_options {
	bool proxy; /* connections come from proxies */
	bool forwarded; /* of HTTP: from browsers */
	bool secure; /* nobody can eavesdrop on the connection */
	size_t mode; /* mode of a UNIX socket's file, plus 1; 0: default */
};

/*
 * Splits a value of listen: copies its address, of at most ADDR_TEXT bytes with
 * a NUL, and reads its words. Returns null, or what is wrong with it.
 */
const char *listen_options_split(const char *listen, char address[ADDR_TEXT],
    struct listen_options *options);

#endif
