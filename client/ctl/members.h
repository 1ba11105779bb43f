/* The groups of a server with their members, for forkcastctl top. */
#ifndef CLIENT_CTL_MEMBERS_H
#define CLIENT_CTL_MEMBERS_H

#include <stddef.h>

#include "ctl/view.h"

/*
 * Asks the server's control socket, and prints a heading and at most so many
 * rows, each followed by end and no wider than the width; or a row that says
 * why the server has not told. Waits at most a second.
 */
void members_print(
    const struct view *view, size_t rows, size_t width, const char *end);

#endif
