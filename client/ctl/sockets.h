/*
 * Finds servers by their control sockets, if they have no scoreboard ("board
 * no") or one of another version. Searches the directories where servers put
 * the socket by default; a path can also be named.
 */
#ifndef CLIENT_CTL_SOCKETS_H
#define CLIENT_CTL_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ctl/boards.h"
#include "ctl/view.h"

#define SOCKETS_MAX 64

struct sockets {
	struct view at[SOCKETS_MAX]; /* the servers that listen there */
	size_t count;
};

/*
 * Takes a path that is named like a control socket, and the owner of its
 * directory.
 */
typedef void sockets_take(
    void *context, uint64_t pid, const char *path, uid_t owner);

/*
 * Passes on all sockets, or those of one process unless pid is 0; maybe twice.
 * Only directories that nobody but the owner may write to are searched: those
 * that only root can make, or our own.
 */
void sockets_each(uint64_t pid, sockets_take *take, void *context);

/*
 * Finds the servers, or that of one process unless pid is 0, that have no good
 * board among the boards. Only root, or we, can make the directories, so the
 * sockets are as trustworthy as a trusted scoreboard.
 */
void sockets_find(
    struct sockets *sockets, uint64_t pid, const struct boards *boards);

/*
 * Opens the socket at a path, whoever listens there. Returns false with errno
 * on failure.
 */
bool sockets_named(struct view *view, const char *path);

#endif
