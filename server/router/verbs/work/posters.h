/*
 * The posters of items. A poster that wants events in full is told what becomes
 * of its items, as long as it is connected, in the group or not. While its own
 * queue is over the mark, its items are not given out, which bounds its events.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_POSTERS_H
#define SERVER_ROUTER_VERBS_WORK_POSTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/boxes.h"
#include "shared/str.h"

/*
 * Returns the client that posted the item and is told what becomes of it, or
 * CLIENT_NONE if that has left or wants events in brief.
 */
uint32_t posters_listener(const struct item *item);

/*
 * Tells the item's poster what the client did with it: the event's verb, and
 * more words if there are any.
 */
void posters_tell(
    const struct item *item, struct str what, uint32_t by, struct str more);

/* Returns whether the item waits because its poster does not read. */
bool posters_block(const struct item *item);

/* Drops an item that is not done, and tells its poster, if that is here. */
void posters_lose(uint32_t item);

#endif
