/*
 * The rehearsal: tries the next program before anything depends on it. The
 * program runs as a process of its own, reads the state, checks whether it
 * would write the same, checks the configuration, and reports the result.
 */
#ifndef SERVER_UPGRADE_REHEARSAL_H
#define SERVER_UPGRADE_REHEARSAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * The report of a good rehearsal: this word, the program's version, and words
 * for the features that it knows. The oldest programs report none.
 */
#define REHEARSAL_WORD "rehearsed"
#define REHEARSAL_AHEAD                                      \
	"ahead" /* it can be started before there is a state \
		 */
#define REHEARSAL_ALL REHEARSAL_AHEAD

/*
 * The word by which a program that was started ahead reports that it is ready
 * for the state.
 */
#define REHEARSAL_READY "ready"

/*
 * Starts the program with a state. It must end within the configured grace. The
 * caller keeps path until then. False with *why.
 */
bool rehearsal_begin(const char *path, int state, struct error *why);

/*
 * Starts a program that knows REHEARSAL_AHEAD, with a memfd that is to become
 * the state. It must be ready within the configured grace. False with *why.
 */
bool rehearsal_begin_ahead(const char *path, int state, struct error *why);

/*
 * The state of a rehearsal. rehearsal_poll is called once a turn; *why is set
 * for REHEARSAL_BAD, from the program's own message or from how it ended.
 */
enum rehearsal {
	REHEARSAL_RUNS,
	REHEARSAL_IS_READY, /* it was started ahead, and waits for the state */
	REHEARSAL_GOOD,
	REHEARSAL_BAD
};
enum rehearsal rehearsal_poll(struct error *why);

/* Returns whether the last good rehearsal reported that word. */
bool rehearsal_knows(struct str word);

/*
 * Returns the pipe that tells a program started ahead about new parts of the
 * state; 0: there is none.
 */
int rehearsal_pipe(void);

/*
 * Run the last rehearsal, during which the server does nothing else: signals
 * are blocked, and no other child is reaped. rehearsal_finish tells the program
 * that was started ahead that the state is complete, or starts one.
 * rehearsal_await blocks until the program has reported, at most for time, and
 * then kills it, as it may take long to exit. Both are false with *why.
 */
bool rehearsal_finish(const char *path, int state, struct error *why);
bool rehearsal_await(usec time, struct error *why);

/* Kills a rehearsal that may still run, without waiting for it. */
void rehearsal_kill(void);

/*
 * Handles the death of a child without a slot; ignores it unless it was the
 * rehearsal.
 */
void rehearsal_reaped(pid_t pid, int status);

#endif
