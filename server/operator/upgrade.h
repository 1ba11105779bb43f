/*
 * The wish for another program in the place of this one, and what has come of
 * it: one at a time. It is asked for by orders.c, for the operator, and by the
 * loop, for USR2; upgrade_exec.c does it. Who has asked over the control socket
 * is answered by the program that is there by then. While one runs there is no
 * reload, and no end.
 */
#ifndef SERVER_OPERATOR_UPGRADE_H
#define SERVER_OPERATOR_UPGRADE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* What is wanted, until upgrade_over. */
struct upgrade_wish {
	char path[PATH_MAX]; /* of the program */
	bool rehearse_only;
	uint32_t number; /* of who waits for the answer; 0: nobody does */
	bool cancelled; /* for the server is to stop */
};

/*
 * Asks for it: an empty path is that of this program. The number is for
 * upgrade_answer; 0: it cannot be, for that reason, which is a sentence, in
 * the log too if nobody waits.
 */
uint32_t upgrade_ask(
    struct str path, bool rehearse_only, bool waits, const char **why);

/* USR2: asks for it as nobody in particular. */
void upgrade_signal(void);

/* The server is to stop: if there is one, it is refused in this turn. */
void upgrade_cancel(void);

/* Has it been asked for, and is it not over? */
bool upgrade_is_running(void);

/* Null: there is none. */
const struct upgrade_wish *upgrade_now(void);

/* It is over: what is to be said of it, and whether it is good news. */
void upgrade_over(bool good, struct str text);

/*
 * What has come of it, for who has that number; valid until the next one.
 * False: it still runs.
 */
bool upgrade_answer(uint32_t number, bool *good, struct str *text);

#endif
