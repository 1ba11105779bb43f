/*
 * The next program, tried before anything depends on it: it runs as a process
 * of its own, reads the state, looks whether it would write the same, checks
 * the configuration, and says so. Called by upgrade_exec.c and reap.c.
 */
#ifndef SERVER_UPGRADE_REHEARSAL_H
#define SERVER_UPGRADE_REHEARSAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"
#include "shared/str.h"

/*
 * What such a program says if all is well: this, its version, and words for
 * what it knows. Programs before the first of these say none.
 */
#define REHEARSAL_WORD "rehearsed"
#define REHEARSAL_CHECKSUM "checksum" /* of the accounts */
#define REHEARSAL_AHEAD                                      \
	"ahead" /* it may be started before there is a state \
		 */
#define REHEARSAL_ALL REHEARSAL_CHECKSUM " " REHEARSAL_AHEAD

/* And what it says, started so, when nothing but the state is missing. */
#define REHEARSAL_READY "ready"

/*
 * Starts it with a state; it has grace to end. The path has to stay. False with
 * *why.
 */
bool rehearsal_begin(const char *path, int state, struct error *why);

/*
 * Starts one that knows REHEARSAL_AHEAD, with an object that is to become the
 * state; it has grace to be ready for it.
 */
bool rehearsal_begin_ahead(const char *path, int state, struct error *why);

/* Once a turn: why is what it said was wrong, or what became of it. */
enum rehearsal {
	REHEARSAL_RUNS,
	REHEARSAL_IS_READY, /* of one that was begun ahead */
	REHEARSAL_GOOD,
	REHEARSAL_BAD
};
enum rehearsal rehearsal_look(struct error *why);

/* Has the program that was rehearsed last, and well, said that word? */
bool rehearsal_knows(struct str word);

/* Where one that was begun ahead is told that there is more of the state; 0:
 * there is none. */
int rehearsal_news(void);

/*
 * The last rehearsal: one that was begun ahead, or one that is begun now, while
 * all else stands still. No signal gets in, and no other child is reaped. What
 * it says counts, without its end, which may take long: it is killed then. The
 * first of these begins one where none is; false with *why.
 */
bool rehearsal_last(const char *path, int state, struct error *why);
bool rehearsal_await(usec time, struct error *why);

/* Ends what may still run, which nobody waits for. */
void rehearsal_drop(void);

/* A process has died that is nobody else's. */
void rehearsal_reaped(pid_t pid, int status);

#endif
