/*
 * What clients have left behind counts for the place that they came from
 * (ledger.h), so that nobody gets around a limit by leaving. But what others
 * have kept alive for long is theirs: a group, box, key, item or mask that is a
 * day old, and in whose group nobody from that place is, counts for nobody any
 * more. This is looked for once an hour (HOLDERS_PERIOD), some groups a turn.
 * Called by the loop.
 */
#ifndef SERVER_ROUTER_MODEL_LEFTOVERS_H
#define SERVER_ROUTER_MODEL_LEFTOVERS_H

#include "shared/clock.h"

#define LEFTOVERS_AGE (86400 * SEC)

/* Looks at some groups: this is the loop's alarm. */
void leftovers_alarm(void);

#endif
