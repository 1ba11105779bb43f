/*
 * The groups that have a history, by the configuration and the registrations,
 * and those that last: a group that begins again under their name is the same.
 * The members of a group are told of a change by a mode event, with letter H,
 * as if an operator had made it. A group whose operators have cleared H keeps
 * that exception (MODE_UNRECORDED) whatever changes here, and nothing is told.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_RECORDED_GROUPS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_RECORDED_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Notes whether the group, which may have just begun, is registered, and
 * decides whether it has a history.
 */
void recorded_groups_registered(uint32_t group, bool registered);

/* Returns whether a history_group of the configuration names the group. */
bool recorded_groups_is_named(struct str name);

/* Notes that a registration, which may not have been in force, has ended. */
void recorded_groups_dropped(struct str name);

/* Lets the group go if it has stayed only because it was registered. */
void recorded_groups_release(struct str name);

/*
 * recorded_groups_review reconsiders all groups, after the configuration has
 * changed, in this turn and the next ones; recorded_groups_turn does a part of
 * that in each turn, while the journal takes what this makes.
 */
void recorded_groups_review(void);
void recorded_groups_turn(void);

#endif
