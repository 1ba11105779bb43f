/*
 * The request for an upgrade to another program, and its result. There is one
 * at a time. An operator's order or USR2 asks for it, and upgrade_exec.c
 * carries it out. While an upgrade runs, the server neither reloads nor ends.
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
	uint32_t number; /* of this upgrade, if a connection waits for its
			    result; else 0 */
	bool cancelled; /* because the server is to stop */
};

/*
 * Asks for an upgrade; an empty path means the file of this program. Returns
 * the number for upgrade_answer, or 0 if it is refused, with the reason in *why
 * as a sentence. The reason is also logged if nobody waits.
 */
uint32_t upgrade_ask(
    struct str path, bool rehearse_only, bool waits, const char **why);

/*
 * Handles USR2: asks for an upgrade to this program's file. Nobody waits for
 * the result.
 */
void upgrade_signal(void);

/*
 * Cancels a running upgrade at the end of this turn, because the server is to
 * stop.
 */
void upgrade_cancel(void);

/* Returns the running request; null: there is none. */
const struct upgrade_wish *upgrade_now(void);

/*
 * Ends the upgrade with a result: whether it went well, and the text to report.
 * The program that has taken over tells that itself (control_upgraded).
 */
void upgrade_finish(bool good, struct str text);

/*
 * Gets the result of the upgrade with that number; false: it still runs. *text
 * is valid until the next upgrade ends, and says so if the result is no longer
 * known.
 */
bool upgrade_answer(uint32_t number, bool *good, struct str *text);

#endif
