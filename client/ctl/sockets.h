/*
 * Servers without a scoreboard ("board no") or with one of another version, by
 * their control sockets: those in the directories where a server puts it by
 * default, and one that is named. Used where something is said to a server, and
 * by status.
 */
#ifndef CLIENT_CTL_SOCKETS_H
#define CLIENT_CTL_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

#include "ctl/boards.h"
#include "ctl/view.h"

#define SOCKETS_MAX 64

struct sockets {
	struct view at[SOCKETS_MAX]; /* of a server that listens there */
	size_t count;
};

/*
 * Those of that process, or with 0 of any, whose server has no good one of the
 * boards. The directories are root's to make, or one's own, so that what is in
 * there is a server's as much as a scoreboard that is trusted.
 */
void sockets_find(
    struct sockets *sockets, uint64_t pid, const struct boards *boards);

/* The one at that path, whoever listens there; false with errno. */
bool sockets_named(struct view *view, const char *path);

#endif
