/* Finds a server by its control socket, as it is named by -c. */
#ifndef CLIENT_CTL_SOCKETS_H
#define CLIENT_CTL_SOCKETS_H

#include <stdbool.h>

#include "ctl/view.h"

/*
 * Finds the server that listens at a path, whoever owns it. Returns false with
 * errno on failure.
 */
bool sockets_named(struct view *view, const char *path);

#endif
