/*
 * One socket that is listened on: what listen.c, which has them, and path.c,
 * for those of UNIX, know of it.
 */
#ifndef SERVER_ACCEPT_LISTENER_H
#define SERVER_ACCEPT_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/config/config_marks.h"
#include "shared/addr.h"
#include "shared/error.h"

struct listener {
	char wanted[ADDR_TEXT]; /* as configured, without the mark */
	char text[ADDR_TEXT]; /* as it became: with the real port */
	struct addr addr;
	int fd;
	int lock; /* of a UNIX socket, which is held; -1: none */
	bool bound; /* a UNIX socket's file is ours */
	struct stat file; /* if so: it */
	bool inherited;
	bool local; /* only this machine can reach it */
	bool proxy; /* who comes there says first for whom */
	bool secure; /* nobody on the way can read along */
	bool logged; /* the log says what it is */
	/* Of a path, as config_marks.h has them, when it was opened. */
	size_t mode;
	char owner[CONFIG_OWNER];
	char group[CONFIG_OWNER];
	bool differs; /* the configuration has other ones by now */
};

/* Why it cannot be, as errno has it; false. */
bool listener_cannot(struct error *why, const struct listener *listener);

#endif
