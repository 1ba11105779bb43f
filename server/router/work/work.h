/*
 * Work that is shared out: the handlers of its verbs, and the items of boxes,
 * which go to takers as far as their credits reach and may come back.
 */
#ifndef SERVER_ROUTER_WORK_WORK_H
#define SERVER_ROUTER_WORK_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/*
 * Handles a connection whose client has left the group. Its items under way go
 * back to the box, which is released then.
 */
void work_left_group(uint32_t group, conn_id who);

/*
 * Gives out items and removes an empty box. If nobody is in the group, and it
 * is closed, the box goes with its items, unless it stays (groups.h).
 * work_drop_box drops the items that wait, and the box, and logs that, and why.
 */
void work_release_box(uint32_t group);
void work_drop_box(uint32_t group, struct str why);

/*
 * Drops all items of the box, waiting or under way, and returns how many. The
 * box goes unless it stays or clients take from it; who had an item must take
 * again.
 */
size_t work_remove_box(uint32_t box);

/* Takes the item back if its taker's time for it is over. */
void work_check(uint32_t item);

/*
 * Gives out items that takers had no room for before, and items whose time was
 * over.
 */
void work_turn(void);

#endif
