/*
 * The request for an upgrade to another program, and its result. There is one
 * at a time. An operator's order or USR2 asks for it, and upgrade_exec.c
 * carries it out. If it was asked for over the control socket, the program that
 * runs afterwards sends the answer. While an upgrade runs, the server neither
 * reloads nor ends.
 */
#ifndef SERVER_OPERATOR_UPGRADE_H
#define SERVER_OPERATOR_UPGRADE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* The request, until upgrade_finish. */
struct upgrade_wish {
	char path[PATH_MAX]; /* of the program */
	bool rehearse_only;
	uint32_t
	    number; /* of the connection that waits for the answer; 0: none */
	bool cancelled; /* because the server is to stop */
};

/*
 * Asks for an upgrade; an empty path means the file of this program. Returns
 * the number for upgrade_answer, or 0 if it is refused, with the reason in *why
 * as a sentence. The reason is also logged if nobody waits.
 */
uint32_t upgrade_ask(
    struct str path, bool rehearse_only, bool waits, const char **why);

/* USR2: asks for an upgrade whose answer nobody waits for. */
void upgrade_signal(void);

/* Refuses a running upgrade in this turn, because the server is to stop. */
void upgrade_cancel(void);

/* Returns whether an upgrade was asked for and is not over. */
bool upgrade_is_running(void);

/* Returns the running request; null: there is none. */
const struct upgrade_wish *upgrade_now(void);

/*
 * Ends the upgrade with a result: whether it went well, and the text to report.
 */
void upgrade_finish(bool good, struct str text);

/*
 * Gets the result of the upgrade with that number, valid until the next one.
 * False: it still runs.
 */
bool upgrade_answer(uint32_t number, bool *good, struct str *text);

#endif
