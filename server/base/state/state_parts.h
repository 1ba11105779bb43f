/*
 * Parts shared by the writer (state_put.c) and the reader (state_get.c) of a
 * state, and only by these.
 */
#ifndef SERVER_BASE_STATE_STATE_PARTS_H
#define SERVER_BASE_STATE_STATE_PARTS_H

#include "base/mem/arena.h"
#include "base/state/state.h"

/* Bytes written or read at once. The longest line is far shorter. */
#define STATE_ROOM ARENA_BLOCK
#define STATE_LINE (STATE_ROOM / 2)

/*
 * Notes that the state is of no use any more; what ends the sentence that says
 * why. Only the first fault counts.
 */
void state_fail(struct state *state, const char *what);

/* Begins a section with an empty sum. */
void state_begin_section(struct state *state, struct str name);

/*
 * Adds bytes to the section's sum, if it is summed: a line, or other bytes. The
 * reader must pass them in the same pieces as the writer.
 */
void state_sum(struct state *state, struct str bytes);

#endif
