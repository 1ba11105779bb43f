/*
 * Back-pressure: a line that would add an event to a congested group waits,
 * for hold_time at most; then those who have not read pay, and if that does not
 * help it is refused. Which groups a command concerns, and what becomes of it
 * and of those behind it. Used by commands.c and uplink.c; groups.h tells what
 * congested is.
 */
#ifndef SERVER_ROUTER_CONGESTION_H
#define SERVER_ROUTER_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/* Would it add an event to a congested group? */
bool congestion_holds(uint32_t who, const struct command *command);

/*
 * Would what it is about to tell all who share a group with it, or those of
 * them alone who want events in full, come to one group too many: is at least
 * one, and at least half, of those in any of its groups over the mark? That is
 * for many groups, of which one or two may be slow: it is refused at once
 * rather than held.
 */
bool congestion_of_sharers(uint32_t who, bool full);

/*
 * The client's command is refused: so are, by congestion_refused, its commands
 * to the same groups that are on their way already, or they would overtake it.
 */
void congestion_refuse(uint32_t who, const struct command *command);
bool congestion_refused(uint32_t who, const struct command *command);

/* The same, of what a member of that group puts into its box. */
void congestion_refuse_posts(uint32_t who, uint32_t group);

/*
 * The client's command has waited for hold_time: says goodbye to the members of
 * its groups who have held it, and have read nothing for as long.
 */
void congestion_charge(uint32_t who, const struct command *command);

#endif
