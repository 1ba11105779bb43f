/*
 * The log of those who are refused, at a bounded rate: somebody who comes ten
 * thousand times a second is not to fill the disk. Called by admit.c and
 * commands.c.
 */
#ifndef SERVER_POLICY_REJECT_LOG_H
#define SERVER_POLICY_REJECT_LOG_H

#include "shared/str.h"

/* Each kind has a rate of its own. */
enum reject_log { REJECT_LOG_FULL, REJECT_LOG_REFUSED, REJECT_LOG_KINDS };

/*
 * "full: PEER turned away (WHY)" or "refused: PEER (WHY)", or one more that is
 * only counted.
 */
void reject_log_add(enum reject_log kind, const char *peer, struct str why);

/* ALARM_DENIALS: says how many were only counted, when it is time for that. */
void reject_log_alarm(void);

#endif
