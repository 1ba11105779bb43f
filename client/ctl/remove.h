/*
 * What a dead server has left behind is removed, with no more rights than its
 * user has: where it is, is what that user has written. Used by clean.
 */
#ifndef CLIENT_CTL_REMOVE_H
#define CLIENT_CTL_REMOVE_H

#include "ctl/boards.h"
#include "ctl/view.h"

/*
 * Removes the scoreboard, and the control socket of its server with its lock,
 * if nobody holds that. Root becomes the owner for it, in a child that is
 * waited for a few seconds at most. 0, or the errno of the scoreboard's.
 */
int remove_remains(const struct boards *boards, const struct board *board,
    const struct view *view);

/*
 * The same of a control socket of which no scoreboard is known, in a directory
 * that is named by a path: if nobody holds its lock, and there is one. 0, or
 * errno.
 */
int remove_left(const char *control, uid_t owner);

#endif
