/*
 * Groups whose past ended while the journal could not be told: its log had no
 * room. It is told as soon as it has. Nobody may register a group, or give one
 * another name, before that: the past of others would come with the name.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_LOST_ENDS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_LOST_ENDS_H

#include <stdbool.h>

#include "shared/str.h"

/* Notes that the end of the group's past was lost. */
void lost_ends_add(struct str name);

/* Returns whether any end is still to be told. */
bool lost_ends_wait(void);

/* Return the last of them, and forget it: it was told. There must be one. */
struct str lost_ends_last(void);
void lost_ends_told(void);

#endif
