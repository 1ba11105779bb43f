/*
 * Back-pressure. A command that would add an event to a congested group waits,
 * for hold_time at most. Then the members who are far behind are disconnected
 * (congestion_charge), and if that does not help, the command is refused. This
 * file decides which groups a command concerns, and what becomes of it and of
 * the commands after it. A group is congested for a client while at least one,
 * and at least half, of its other members are over the mark (groups.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_CONGESTION_H
#define SERVER_ROUTER_DELIVERY_CONGESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/* The members of a group that an event is for. */
enum readers {
	READERS_ALL,
	READERS_FULL /* members who want events in full */
};

/*
 * Return whether the group is congested for the client, who need not be a
 * member, or for nobody (CLIENT_NONE). congestion_of counts only these readers;
 * congestion_of_roles counts only the members with one of these roles, and
 * looks at every member.
 */
bool congestion_of(uint32_t group, uint32_t who, enum readers readers);
bool congestion_of_roles(uint32_t group, uint32_t who, unsigned roles);

/* Returns whether the command would add an event to a congested group. */
bool congestion_stops(uint32_t who, const struct command *command);

/*
 * Returns whether the command would change a table or box that is stored, or
 * add an event to a group with a history, while too many records wait to be
 * stored (unstored.h). Nobody pays for that, and the command is not refused:
 * after hold_time the chat goes on without a history.
 */
bool congestion_waits_for_disk(uint32_t who, const struct command *command);

/*
 * Returns whether any group of the client is congested for it. A command whose
 * event goes to all who share a group with the client is refused then, and does
 * not wait: one slow group should not hold up all of the client's lines.
 */
bool congestion_of_sharers(uint32_t who, enum readers readers);

/*
 * congestion_refuse notes that the client's command is refused.
 * congestion_refused then returns true for its commands to the same group that
 * it had sent by then; otherwise they could run although an earlier one did
 * not.
 */
void congestion_refuse(uint32_t who, const struct command *command);
bool congestion_refused(uint32_t who, const struct command *command);

/*
 * Notes that a member's posts to the group's box are refused, for
 * congestion_refused.
 */
void congestion_refuse_posts(uint32_t who, uint32_t group);

/*
 * Disconnects the members who hold up the client's command, which has waited
 * for hold_time: those of its group that are over the mark and whose oldest
 * line has waited for longer than hold_time.
 */
void congestion_charge(uint32_t who, const struct command *command);

/*
 * Disconnects those members for the sake of an event that no command causes but
 * that has waited for hold_time, too.
 */
void congestion_charge_members(uint32_t group, uint32_t who);

#endif
