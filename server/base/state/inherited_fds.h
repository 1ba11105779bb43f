/*
 * The descriptors that the state speaks of, and that the next program has as
 * they are: all others are closed by execve(2). Used by upgrade_exec.c and
 * takeover.c.
 */
#ifndef SERVER_BASE_STATE_INHERITED_FDS_H
#define SERVER_BASE_STATE_INHERITED_FDS_H

#include <stdbool.h>

#include "base/state/state.h"

/* execve(2) leaves them open, or closes them: false with errno if one is not
 * open. */
bool inherited_fds_keep_open(const struct state *state, bool open);

/*
 * In the next program: execve(2) closes them again, and those that nothing in
 * it has claimed are closed now.
 */
void inherited_fds_adopt(const struct state *state);

#endif
