/*
 * The end of what is left of groups without members (groups.h): after its time,
 * or when its place is needed. The oldest goes first.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_LEFT_BEHIND_H
#define SERVER_ROUTER_VERBS_WORK_LEFT_BEHIND_H

#include <stdint.h>

#include "shared/str.h"

/*
 * Finds or makes the group, as groups_make does. Groups and what is left of
 * others are at most max_groups, as far as something is left to give way.
 */
uint32_t left_behind_make(struct str name);

/* Drops what is left of a group of that name, if anything is. */
void left_behind_forget(struct str name);

#endif
