/*
 * Finds servers by their control sockets, if they have no scoreboard ("board
 * no"). Searches the directories where servers put
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
 * Calls take for each control socket, perhaps twice; unless pid is 0, only for
 * those of that process. Searches only directories that root alone can make, or
 * our own, and only if nobody but the owner may write to them.
 */
void sockets_each(uint64_t pid, sockets_take *take, void *context);

/*
 * Finds the servers that have no board among the boards; unless pid is
 * 0, only that process. The sockets are as trustworthy as a trusted scoreboard,
 * because only root or we can make their directories.
 */
void sockets_find(
    struct sockets *sockets, uint64_t pid, const struct boards *boards);

/*
 * Finds the server that listens at a path, whoever owns it. Returns false with
 * errno on failure.
 */
bool sockets_named(struct view *view, const char *path);

#endif
