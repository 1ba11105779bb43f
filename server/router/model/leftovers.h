/*
 * The end of old charges. Things that clients have left behind count for the
 * place that they came from (ledger.h), so that nobody gets around a limit by
 * leaving. But a group, box, key, item or mask that is a day old, with nobody
 * from that place in its group, is kept alive by others and counts for nobody
 * any more. All groups are checked once an hour (QUOTA_PERIOD), some of them in
 * each turn.
 */
#ifndef SERVER_ROUTER_MODEL_LEFTOVERS_H
#define SERVER_ROUTER_MODEL_LEFTOVERS_H

#include "shared/clock.h"

#define LEFTOVERS_AGE (86400 * SEC)

#endif
