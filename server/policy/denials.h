/*
 * The log of those who are refused, at a bounded rate: somebody who comes ten
 * thousand times a second is not to fill the disk. Called by admit.c and
 * commands.c.
 */
#ifndef SERVER_POLICY_DENIALS_H
#define SERVER_POLICY_DENIALS_H

#include "base/state/state.h"
#include "shared/str.h"

/* Each kind has a rate of its own. */
enum denials { DENIALS_FULL, DENIALS_REFUSED, DENIALS_KINDS };

/*
 * "full: PEER turned away (WHY)" or "refused: PEER (WHY)", or one more that is
 * only counted.
 */
void denials_log(enum denials kind, const char *peer, struct str why);

/* ALARM_DENIALS: says how many were only counted, when it is time for that. */
void denials_alarm(void);

/* What of it goes to the next program (base/state/state.h), and back. */
void denials_save(struct state *state);
void denials_load(struct state *state);

#endif
