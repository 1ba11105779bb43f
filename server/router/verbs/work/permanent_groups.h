/*
 * The groups that stay without members, and those of which the box or the table
 * stays: as the configuration's keys group, box and table say.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_PERMANENT_GROUPS_H
#define SERVER_ROUTER_VERBS_WORK_PERMANENT_GROUPS_H

#include "base/config/config.h"

/*
 * Makes and keeps what a configuration names, at the start and on each reload.
 * Whatever it names no longer goes, if nobody is in the group.
 */
void permanent_groups_use(const struct config *config);

#endif
