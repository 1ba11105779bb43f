/*
 * The descriptors that the state names. The next program inherits them as they
 * are; execve(2) closes all others.
 */
#ifndef SERVER_BASE_STATE_INHERITED_FDS_H
#define SERVER_BASE_STATE_INHERITED_FDS_H

#include <stdbool.h>

#include "base/state/state.h"

/*
 * Leaves the descriptors open across execve(2), or has it close them. False
 * with errno if one is not open.
 */
bool inherited_fds_keep_open(const struct state *state, bool open);

/*
 * Called in the next program: has execve(2) close the descriptors again, and
 * closes at once those that no module has claimed.
 */
void inherited_fds_adopt(const struct state *state);

#endif
