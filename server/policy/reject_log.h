/*
 * The log of refused connections, at a bounded rate: ten thousand attempts a
 * second must not fill the disk.
 */
#ifndef SERVER_POLICY_REJECT_LOG_H
#define SERVER_POLICY_REJECT_LOG_H

#include "shared/str.h"

/* Kinds of refusals, each with a rate of its own. */
enum reject_log { REJECT_LOG_FULL, REJECT_LOG_REFUSED, REJECT_LOG_KINDS };

/*
 * Logs "full: PEER turned away (WHY)" or "refused: PEER (WHY)", or only counts
 * the refusal.
 */
void reject_log_add(enum reject_log kind, const char *peer, struct str why);

#endif
