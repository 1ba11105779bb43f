/*
 * One listening socket, shared by listen.c, which holds them all, and path.c,
 * which handles UNIX paths.
 */
#ifndef SERVER_ACCEPT_LISTENER_H
#define SERVER_ACCEPT_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/config/listen_options.h"
#include "shared/addr.h"
#include "shared/error.h"

struct listener {
	char wanted[ADDR_TEXT]; /* as configured, without its options */
	char text[ADDR_TEXT]; /* the actual address, with the real port */
	struct addr addr;
	int fd;
	int lock; /* the lock that a UNIX socket holds; -1: none */
	bool bound; /* we created the UNIX socket's file */
	struct stat file; /* that file, if bound */
	bool inherited;
	bool local; /* only reachable from this machine */
	enum service service;
	bool proxy; /* a proxy connects here and first says for whom */
	bool secure; /* nobody on the way can read its connections */
	bool logged; /* the log has named it */
	/* Options of a UNIX path when it was opened (listen_options.h). */
	size_t mode;
	char owner[CONFIG_OWNER];
	char group[CONFIG_OWNER];
	bool options_changed; /* the configuration now has other options */
};

/* Sets *why from errno and returns false. */
bool listener_error(struct error *why, const struct listener *listener);

#endif
