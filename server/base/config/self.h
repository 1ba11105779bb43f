/*
 * Who the server is: its process, and the user that it becomes for good. Used
 * by forkcastd.c, and by whoever wants to know.
 */
#ifndef SERVER_BASE_CONFIG_SELF_H
#define SERVER_BASE_CONFIG_SELF_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/error.h"

/* Whom root becomes who is not told. */
#define SELF_USUAL_USER "nobody"

/*
 * Finds out who the server is to be: the configured user, or, where root gives
 * none, nobody. Who is not root stays who that is. Before self_become and
 * self_is_root.
 */
bool self_find_user(const struct config *config, struct error *why);

/*
 * Could a server that is started with this configuration find out? Of one that
 * has been root this is asked as of root.
 */
bool self_look(const struct config *config, struct error *why);

/*
 * The group that may look at the server: false if there is none. As the
 * configuration had it at start.
 */
bool self_watchers(gid_t *group);

/* The user that self_find_user has found. */
uid_t self_user(void);

/* Becomes that user, for good. */
bool self_become(struct error *why);

/*
 * May that user write to the directory? Before self_become this is tried in a
 * child, which is waited for: whatever rules there are, they are the system's.
 * False with errno.
 */
bool self_may_write(int directory);

/* Is the server to be, or to stay, root? */
bool self_is_root(void);

/* Has it been root, and is no more? */
bool self_was_root(void);

/*
 * Is that number, of a variable that children inherit too, our process ID? Of
 * null it is not.
 */
bool self_is(const char *pid);

/*
 * Keeps other processes of the same user from our memory, and the system from
 * writing that down. What belongs to us of /proc does not any more. self_show
 * ends it, but for who was root: from that they were kept before execve too.
 */
void self_hide(void);
void self_show(void);

#endif
