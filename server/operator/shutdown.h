/*
 * How this program ends. A stop disconnects all clients, and a drain waits
 * until the last one has left. In an upgrade another program takes over
 * (upgrade/upgrade_exec.c), for which an operator's order or USR2 asks; there
 * is one at a time, and while it runs, the server neither reloads nor ends.
 */
#ifndef SERVER_OPERATOR_SHUTDOWN_H
#define SERVER_OPERATOR_SHUTDOWN_H

#include <limits.h>
#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

/* For a log line or an answer: a number and the noun, of one or of several. */
#define COUNTED(count, noun) \
	DECIMAL(count), (count) == 1 ? STR(" " noun) : STR(" " noun "s")

/*
 * Says goodbye to all clients and ends the server. The second call kills all
 * workers that still live.
 */
void shutdown_stop(void);

/* Stops admitting clients; the server ends when the last one has left. */
void shutdown_drain(void);

/*
 * Ends a drain: opens the addresses again and admits clients. False with *why,
 * and the server goes on draining.
 */
bool shutdown_admit(struct error *why);

/*
 * Once a draining or stopping server has no clients, lets a journal take the
 * last records, and then stops the helpers, which end last. To be called at the
 * end of a turn.
 */
void shutdown_turn(void);

/* Returns "stopping" or "draining"; null: neither. */
const char *shutdown_word(void);

/* Returns whether the server has ended and nothing is left to be done. */
bool shutdown_is_over(void);

/* The request, until shutdown_finish_upgrade. */
struct upgrade_wish {
	char path[PATH_MAX]; /* of the program */
	bool rehearse_only;
	bool awaited; /* a connection waits for its result */
	bool cancelled; /* because the server is to stop */
};

/*
 * Asks for an upgrade; an empty path means the file of this program. Returns
 * null, or the reason why it is refused, as a sentence.
 */
const char *shutdown_ask_upgrade(
    struct str path, bool rehearse_only, bool awaited);

/* Handles USR2: asks for an upgrade to this program's file. */
void shutdown_signal_upgrade(void);

/*
 * Cancels a running upgrade at the end of this turn, because the server is to
 * stop.
 */
void shutdown_cancel_upgrade(void);

/* Returns the running request; null: there is none. */
const struct upgrade_wish *shutdown_upgrade(void);

/*
 * Ends the upgrade with a result: whether it went well, and the text to report.
 * The program that has taken over tells that itself (control_upgraded).
 */
void shutdown_finish_upgrade(bool good, struct str text);

/* Returns the text of the last result, and whether it went well. */
struct str shutdown_upgrade_result(bool *good);

#endif
