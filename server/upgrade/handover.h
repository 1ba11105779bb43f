/*
 * The state of the server as a whole, passed from one program to the next: the
 * sections of all modules, in order, and the details of the upgrade itself.
 */
#ifndef SERVER_UPGRADE_HANDOVER_H
#define SERVER_UPGRADE_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/module.h"

/* The details of the upgrade itself, in the first line of the state. */
struct handover {
	uint64_t pid; /* of the process that takes over; in another process the
			 state is only tried */
	uint64_t began; /* clock_mono: when the server stopped serving for the
			   upgrade. Absolute, as both programs have the same
			   clock */
	char version[16]; /* of the old program */
};

/*
 * Writes the state into the descriptor, from its current offset. Afterwards
 * state->fds are the descriptors to pass on. False with state->why. The caller
 * frees the state with state_free in any case.
 */
bool handover_save(
    struct state *state, int fd, const struct handover *handover);

/*
 * Begins to read a state, up to the details of the upgrade. False with
 * state->why if this is not a state in a format known here. The caller frees
 * the state with state_free in any case.
 */
bool handover_begin(struct state *state, int fd, struct handover *handover);

/*
 * Reads the rest of the state, and changes nothing but this process's memory.
 * False with state->why.
 */
bool handover_load(struct state *state);

#endif
