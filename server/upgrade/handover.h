/*
 * The state of the server as a whole, passed from one program to the next: the
 * sections of all modules, in order, and the details of the upgrade itself.
 */
#ifndef SERVER_UPGRADE_HANDOVER_H
#define SERVER_UPGRADE_HANDOVER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/state/state.h"
#include "shared/error.h"

/* The details of the upgrade itself. */
struct handover {
	pid_t pid; /* of the process that takes over; in another process the
		      state is only tried */
	usec began; /* clock_mono: when the server stopped serving for the
		       upgrade */
	int program; /* a descriptor of the old program, to go back to; -1: the
			state is only tried */
	int updates; /* the pipe about new parts of the state
		     (base/state/state.h); 0: none. Not saved: both sides set it
		   */
	char version[16]; /* of the old program */
	char path[PATH_MAX]; /* path of the old program; empty: not known */
	char refused[sizeof(
	    ((struct error *)0)->text)]; /* why the next program has refused the
					    state; empty: it has not */
};

/* Returns a memfd that execve(2) closes; -1 with errno. */
int handover_memfd(void);

/*
 * Writes the state into the descriptor, from its current offset. Afterwards
 * state->fds are the descriptors to pass on. False with state->why. The caller
 * frees the state with state_free in any case.
 */
bool handover_save(
    struct state *state, int fd, const struct handover *handover);

/*
 * Reads only the details of the upgrade; false with *why if this is not a state
 * in a format known here. updates is stored as handover->updates.
 */
bool handover_read_details(
    int fd, int updates, struct handover *handover, struct error *why);

/*
 * Reads just pid, program and the refusal, for use when
 * handover_read_details failed or there is no memory for it. program is -1 if
 * the state is for another process or cannot be read.
 */
void handover_peek_header(int fd, struct handover *handover);

/* Returns whether the state is for this process, and not only tried here. */
bool handover_is_ours(const struct handover *handover);

/*
 * Reads the whole state, and changes nothing but this process's memory. False
 * with state->why. The caller frees the state with state_free in any case.
 */
bool handover_load(
    struct state *state, int fd, const struct handover *handover);

/*
 * Returns whether the state, saved again, would be the same as the loaded one;
 * false with *why. For a rehearsal.
 */
bool handover_is_same(const struct state *loaded,
    const struct handover *handover, struct error *why);

/*
 * Adds to the state why it was refused, for the old program to which the server
 * goes back. False with errno.
 */
bool handover_refuse(int fd, const struct error *why);

#endif
