/*
 * The sandbox, which a child enters before it reads a byte from outside: it
 * gives up everything that its kind does not need. Behind that, it waits, talks
 * with the parent, and has a title.
 */
#ifndef SERVER_PROCESS_SANDBOX_SANDBOX_H
#define SERVER_PROCESS_SANDBOX_SANDBOX_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "process/fork/child.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * Takes away privileges, paths, descriptors, signals, limits and system calls,
 * as far as the system can, and moves the given descriptors to their numbers.
 * A worker of the nursery finds most of that done. TERM is noted, and blocked
 * except while the child waits (sandbox_wait); signals meant for the parent are
 * ignored. Standard error stays open in a build with sanitizers. Its title has
 * the kind's name. False with errno: the child must then exit.
 */
bool sandbox_enter(const struct child_args *given);

/* Returns whether TERM has come. */
bool sandbox_has_term(void);

#define CHILD_FOREVER UINT64_MAX

/*
 * Waits for the descriptors, and for TERM, at most that long. False if waiting
 * fails.
 */
bool sandbox_wait(struct pollfd *fds, nfds_t count, usec most);

/*
 * Reads what the parent has sent, as far as there is room. False if the parent
 * is gone.
 */
bool sandbox_read(struct buf *down);

/*
 * Writes to the uplink as much as it accepts, and rings the bell. False if the
 * parent is gone; then nothing waits any more.
 */
bool sandbox_flush(struct buf *up);

/*
 * A child's title, as ps shows it, in the room that the parent has made
 * (base/config/self.h). (setproctitle(3) is not in POSIX.)
 *
 * sandbox_title_init sets the room for titles, if its size is not 0. The
 * environment has been moved, and the child forgets it. sandbox_title_move has
 * titles go to room of the child's own; false if the system refuses.
 */
void sandbox_title_init(struct title_room given);
bool sandbox_title_move(void);

/*
 * Sets the title: the pieces without spaces between them, cut where the room
 * ends.
 */
void sandbox_title_set(const struct str *pieces, size_t count);
#define TITLE(...) sandbox_title_set(STRS(__VA_ARGS__))

/*
 * Confinement by the system, for good (refuse.c). The parent has found out what
 * the system supports (accept/spawn.h).
 *
 * refuse_reach comes first, while the child still has all descriptors. It takes
 * away privileges, paths except the child's own directory, ports, and other
 * processes, which can no longer look into it either. refuse_calls comes last:
 * from then on the child can only make its kind's system calls. They return
 * false with errno if they cannot apply what the system supports.
 */
bool refuse_reach(const struct child_args *given);
bool refuse_calls(const struct confinement *confinement, unsigned calls);

#endif
