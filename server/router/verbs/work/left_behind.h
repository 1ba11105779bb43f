/*
 * The end of groups without members that stay for their tables and boxes
 * (groups.h): after a while, or when their place is needed. The oldest goes
 * first.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_LEFT_BEHIND_H
#define SERVER_ROUTER_VERBS_WORK_LEFT_BEHIND_H

#include <stdint.h>

#include "shared/str.h"

/*
 * Finds or makes the group, as groups_make does. There are at most max_groups,
 * as far as some can give way.
 */
uint32_t left_behind_make(struct str name);

#endif
