/*
 * What those who write a state (state_put.c) and who read one (state_get.c)
 * have in common (state.c). Used by these alone.
 */
#ifndef SERVER_BASE_STATE_STATE_PARTS_H
#define SERVER_BASE_STATE_STATE_PARTS_H

#include "base/mem/arena.h"
#include "base/state/state.h"

/* Bytes written or read at once. The longest line is far shorter. */
#define STATE_ROOM ARENA_BLOCK
#define STATE_LINE (STATE_ROOM / 2)

/* It is of no use any more, as a sentence's end: only what is noted first
 * counts. */
void state_fail(struct state *state, const char *what);

/* The next section: of it nothing is summed yet. */
void state_begin_section(struct state *state, struct str name);

/*
 * Adds to the sum of the section, if it is summed: a line, or other bytes, that
 * come in the same pieces when they are read.
 */
void state_sum(struct state *state, struct str bytes);

#endif
