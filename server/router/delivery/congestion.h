/*
 * Back-pressure: a line that would add an event to a congested group waits,
 * for hold_time at most; then those who have not read pay, and if that does not
 * help it is refused. Which groups a command concerns, and what becomes of it
 * and of those behind it. Used by commands.c and uplink.c, and by those who
 * have something to tell to a part of a group. A group is congested for
 * somebody while at least one, and at least half, of its other members are over
 * the mark (groups.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_CONGESTION_H
#define SERVER_ROUTER_DELIVERY_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/* The members of a group that get an event. */
enum readers { READERS_ALL, READERS_FULL /* who want events in full */ };

/*
 * Returns whether the group is congested for the client, who need not be a
 * member, counting only these readers; or only the members with one of these
 * roles, for which it looks at every member.
 */
bool congestion_of(uint32_t group, uint32_t who, enum readers readers);
bool congestion_of_roles(uint32_t group, uint32_t who, unsigned roles);

/* Would it add an event to a congested group? */
bool congestion_holds(uint32_t who, const struct command *command);

/*
 * Returns whether any group of the client is congested for it. An event for
 * everybody who shares a group with it concerns many groups, and one slow group
 * should not hold all of the client's lines: such a command is refused at once.
 */
bool congestion_of_sharers(uint32_t who, enum readers readers);

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
