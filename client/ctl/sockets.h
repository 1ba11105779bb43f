/*
 * Servers without a scoreboard ("board no") or with one of another version, by
 * their control sockets: those in the directories where a server puts it by
 * default, and one that is named. Used where something is said to a server, by
 * status, and by clean for what dead ones have left.
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
	struct view at[SOCKETS_MAX]; /* of a server that listens there */
	size_t count;
};

/* Takes the path of what has such a name, and whose directory that is in. */
typedef void sockets_take(
    void *context, uint64_t pid, const char *path, uid_t owner);

/*
 * Hands on each, of that process or with 0 of any, perhaps twice. Nobody but
 * its owner may write to the directory, which is root's to make, or one's own.
 */
void sockets_each(uint64_t pid, sockets_take *take, void *context);

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
