/*
 * The server's process: its identity, the user that it becomes for good, the
 * number of clients that the system allows it, by its limits on descriptors and
 * processes, the programs that it runs beside itself, and the room for a title.
 */
#ifndef SERVER_BASE_CONFIG_SELF_H
#define SERVER_BASE_CONFIG_SELF_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/config/config.h"
#include "shared/error.h"

struct self {
	uid_t uid; /* the user that the server is to be; 0: it stays root */
	gid_t gid; /* its group, if root becomes another user */
	bool was_root; /* it is no longer */
	const char *limit; /* what allows the fewest clients */
};
const struct self *self_now(void);

/*
 * Finds the user to become: the configured one, or, if root configures none,
 * CONFIG_USUAL_USER, unless a child of ours is not permitted to become that.
 * Without root, the user stays the same. To be called before self_become_user.
 * If it is only a check, it changes nothing; a server that has been root checks
 * as root would. False with *why.
 */
bool self_find_user(const struct config *config, bool check, struct error *why);

/* Becomes that user, for good. False with *why. */
bool self_become_user(struct error *why);

/*
 * Returns whether that user may write to the directory with this path from at
 * on. Before self_become_user, a child tries it as that user, so that the
 * system's own rules decide, and this call waits for the child. False with
 * errno.
 */
bool self_may_write(int at, const char *path);

/*
 * Keeps other processes of the same user out of our memory, and the system from
 * dumping it; our files in /proc then belong to root. Or ends that, except
 * after root was given up: then the process was hidden before execve, too.
 */
void self_hide(bool hidden);

/*
 * Raises the limit on descriptors to what max_clients needs, never lowers it,
 * and sets *clients to the number allowed. A configured max_clients must be
 * possible: false with *why if it is not. The default is lowered to what is
 * possible.
 */
bool self_capacity(
    const struct config *config, size_t *clients, struct error *why);

/*
 * The variable of the environment that tells a program to take over: it has the
 * number of the state's descriptor.
 */
#define PROGRAM_STATE "FORKCASTD_STATE"

/*
 * Runs a program, in a process group of its own, with no signal blocked. It
 * gets only the pipe, as standard output and error, and what is not
 * close-on-exec. Returns 0 or an error number.
 */
int self_spawn(
    const char *path, char *const *arguments, int theirs, pid_t *pid);

/*
 * Moves the environment, which may hold secrets, to memory that no child has,
 * so that its place can hold a title that ps shows, and takes the variable out
 * of it. Returns the place for a title and its size, or null if there is no
 * memory.
 */
char *self_make_room(int argc, char **argv, size_t *size);

#endif
