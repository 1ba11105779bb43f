/*
 * The log of those who are refused, at a bounded rate: somebody who comes ten
 * thousand times a second is not to fill the disk. Called by admit.c and
 * commands.c.
 */
#ifndef SERVER_POLICY_DENIALS_H
#define SERVER_POLICY_DENIALS_H

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

#endif
