/*
 * The groups that stay without members, and the boxes and tables that do, as
 * the configuration's keys group, box and table name them.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_PERMANENT_GROUPS_H
#define SERVER_ROUTER_VERBS_WORK_PERMANENT_GROUPS_H

#include "base/config/config.h"

/*
 * Makes and keeps the groups, boxes and tables that a configuration names, at
 * the start and on each reload. Those that it no longer names become like any
 * others.
 */
void permanent_groups_use(const struct config *config);

#endif
