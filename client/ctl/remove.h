/*
 * Removes the remains of a dead server with no more rights than its user has,
 * because that user wrote the paths in the scoreboard.
 */
#ifndef CLIENT_CTL_REMOVE_H
#define CLIENT_CTL_REMOVE_H

#include "ctl/boards.h"
#include "ctl/view.h"

/*
 * Removes the scoreboard, and its server's control socket with the lock file,
 * if nobody holds the lock. Root does it in a child that becomes the owner, and
 * waits for it a few seconds at most. Returns 0, or errno if the scoreboard
 * could not be removed.
 */
int remove_remains(const struct boards *boards, const struct board *board,
    const struct view *view);

/*
 * Removes, in the same way, a control socket without a scoreboard, given by a
 * path with a directory; only if a lock file exists and nobody holds it.
 * Returns 0 or errno.
 */
int remove_left(const char *control, uid_t owner);

#endif
