/*
 * The descriptors that the state speaks of, and that the next program has as
 * they are: all others are closed by execve(2). Used by leap.c and takeover.c.
 */
#ifndef SERVER_BASE_STATE_PASSED_H
#define SERVER_BASE_STATE_PASSED_H

#include <stdbool.h>

#include "base/state/state.h"

/* execve(2) leaves them open, or closes them: false with errno if one is not
 * open. */
bool passed_on(const struct state *state, bool open);

/*
 * In the next program: execve(2) closes them again, and those that nothing in
 * it has claimed are closed now.
 */
void passed_take(const struct state *state);

#endif
