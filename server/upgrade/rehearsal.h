/*
 * The rehearsal: tries the next program before anything depends on it. The
 * program runs as a process of its own. It does what needs no state, and says
 * that it is ready. Then it reads the state while that is written, checks
 * whether it would write the same, checks the configuration, and reports the
 * result.
 */
#ifndef SERVER_UPGRADE_REHEARSAL_H
#define SERVER_UPGRADE_REHEARSAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

/* The report of a good rehearsal: this word, and the program's version. */
#define REHEARSAL_WORD "rehearsed"

/* The word by which a program reports that it is ready for the state. */
#define REHEARSAL_READY "ready"

/*
 * Starts the program, with a memfd that is to become the state. It must be
 * ready within the configured grace. The caller keeps path until it has ended.
 * False with *why.
 */
bool rehearsal_begin(const char *path, int state, struct error *why);

/*
 * The state of a rehearsal. rehearsal_poll is called once a turn; *why is set
 * for REHEARSAL_BAD, from the program's own message or from how it ended.
 */
enum rehearsal {
	REHEARSAL_RUNS,
	REHEARSAL_IS_READY, /* it waits for the state */
	REHEARSAL_GOOD,
	REHEARSAL_BAD
};
enum rehearsal rehearsal_poll(struct error *why);

/* Returns the pipe that tells the program about new parts of the state. */
int rehearsal_pipe(void);

/*
 * Tells the program that the state is complete. It must end within the
 * configured grace.
 */
void rehearsal_finish(void);

/*
 * Blocks until the program has reported, at most for time, and then kills it,
 * as it may take long to exit. The server does nothing else meanwhile: signals
 * are blocked, and no other child is reaped. False with *why.
 */
bool rehearsal_await(usec time, struct error *why);

/* Kills a rehearsal that may still run, without waiting for it. */
void rehearsal_kill(void);

/*
 * Handles the death of a child without a slot; ignores it unless it was the
 * rehearsal.
 */
void rehearsal_reaped(pid_t pid, int status);

#endif
