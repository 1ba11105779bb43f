/*
 * The end of old charges. Things that clients have left behind count for the
 * place that they came from (ledger.h), so that nobody gets around a limit by
 * leaving. But once a group, box, key, item or mask is a day old, and nobody
 * from that place is in its group, it counts for nobody any more: others keep
 * it alive. All groups are checked once an hour (QUOTA_PERIOD), some of them in
 * each turn.
 */
#ifndef SERVER_ROUTER_MODEL_LEFTOVERS_H
#define SERVER_ROUTER_MODEL_LEFTOVERS_H

#include "shared/clock.h"

#define LEFTOVERS_AGE (86400 * SEC)

#endif
