/*
 * The state of the server as a whole, from one program to the next: which
 * modules have a part in it, in which order, and what is said of the upgrade
 * itself. Used by upgrade_exec.c, which hands over, and by takeover.c, which
 * takes.
 */
#ifndef SERVER_UPGRADE_HANDOVER_H
#define SERVER_UPGRADE_HANDOVER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/state/state.h"
#include "shared/error.h"

/* Of the upgrade itself. */
struct handover {
	pid_t pid; /* of the process that it is for: in another it is tried */
	usec began; /* clock_mono: since then nobody is served */
	int program; /* of the one before, to go back to; -1: it is only tried
		      */
	int news; /* base/state/state.h: who writes sets it, and who reads */
	char version[16]; /* of that */
	char path[PATH_MAX]; /* and where it was from; empty: not known */
	char refused[sizeof(((struct error *)0)->text)]; /* by the next one, for
							    this reason */
};

/* An object in memory that has no name, closed by execve(2); -1 with errno. */
int handover_object(void);

/*
 * Writes the state into the descriptor, from where it stands; state->fds are
 * those that go along. False with state->why. To be freed by state_free.
 */
bool handover_save(
    struct state *state, int fd, const struct handover *handover);

/*
 * What is said of the upgrade, and nothing else of it; false with *why if that
 * is no state of a form that is known here. News: handover->news.
 */
bool handover_look(
    int fd, int news, struct handover *handover, struct error *why);

/*
 * The same where that failed, or there is no memory for it: handover->program
 * alone, -1 if it is for another process or cannot be read, and whether there
 * is a refusal.
 */
void handover_peek_header(int fd, struct handover *handover);

/* Is it for this process? To another it is given to be tried. */
bool handover_is_ours(const struct handover *handover);

/*
 * Reads all of it, and changes nothing but this process's memory. False with
 * state->why. To be freed by state_free.
 */
bool handover_load(
    struct state *state, int fd, const struct handover *handover);

/* Would it be saved as it was loaded, in a process that only tries? False with
 * *why. */
bool handover_is_same(const struct state *loaded,
    const struct handover *handover, struct error *why);

/* For the program before, to which it goes back: why. False with errno. */
bool handover_refuse(int fd, const struct error *why);

#endif
