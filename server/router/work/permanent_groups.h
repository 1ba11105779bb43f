/*
 * The groups that stay without members, and the boxes and tables that do, as
 * the configuration's keys group, box and table name them.
 */
#ifndef SERVER_ROUTER_WORK_PERMANENT_GROUPS_H
#define SERVER_ROUTER_WORK_PERMANENT_GROUPS_H

#include <stdint.h>

#include "base/config/config.h"
#include "shared/str.h"

/*
 * Makes and keeps the groups, boxes and tables that a configuration names, at
 * the start and on each reload. Those that it no longer names become like any
 * others.
 */
void permanent_groups_use(const struct config *config);

/*
 * Finds or makes the group, as groups_make does. Groups and what is left of
 * others (groups.h) are at most max_groups, as far as something is left to give
 * way: the oldest goes first, and each after its time.
 */
uint32_t left_behind_make(struct str name);

#endif
