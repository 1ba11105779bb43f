/*
 * Upgrades: this program as it was called; the request for one, by an
 * operator's order or USR2; the state of this program, its rehearsal in a
 * process of its own, and, if that went well, execve(2); the next program takes
 * over (operator/takeover.c). There is one at a time, and while it runs, the
 * server neither reloads nor ends.
 */
#ifndef SERVER_UPGRADE_UPGRADE_EXEC_H
#define SERVER_UPGRADE_UPGRADE_EXEC_H

#include <limits.h>
#include <stdbool.h>

#include "shared/str.h"

/*
 * Copies the arguments for the next program, and returns the copy; finds the
 * program's file; and sets *state to the descriptor to take over from, or -1.
 * To be called before the server leaves the directory it was started in. Null
 * with errno.
 */
char **upgrade_exec_init(int argc, char **argv, int *state);

/* The request, until upgrade_exec_finish. */
struct upgrade_wish {
	char path[PATH_MAX]; /* of the program */
	bool rehearse_only;

	/* Whether a connection waits for its result; null: nobody does. */
	bool (*is_awaited)(void);
};

/*
 * Asks for an upgrade; an empty path means the file of this program. Returns
 * null, or the reason why it is refused, as a sentence.
 */
const char *upgrade_exec_ask(
    struct str path, bool rehearse_only, bool (*awaited)(void));

/* Handles USR2: asks for an upgrade to this program's file. */
void upgrade_exec_signal(void);

/* Refuses a running upgrade, because the server is to stop. */
void upgrade_exec_cancel(void);

/* Returns the running request; null: there is none. */
const struct upgrade_wish *upgrade_exec_wish(void);

/*
 * Takes the next step of an upgrade, at the end of a turn. Never returns once
 * the next program runs.
 */
void upgrade_exec_turn(void);

/*
 * Ends the upgrade with a result: whether it went well, and the text to report.
 * The program that has taken over tells that itself (control_upgraded).
 */
void upgrade_exec_finish(bool good, struct str text);

/* Returns the text of the last result, and whether it went well. */
struct str upgrade_exec_result(bool *good);

/* The report of a good rehearsal: this word and the process ID. */
#define REHEARSAL_WORD "rehearsed"

#endif
