/*
 * The memberships of accounts in groups, as the journal is told of them, for
 * record.c: lines of control, which are added to the batch that is open
 * (kept_log.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_MEMBERS_H
#define SERVER_ROUTER_DELIVERY_RECORD_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/masks.h"
#include "shared/str.h"

/*
 * Returns whether it is recorded who is a member of the group: also while it
 * has no history if it had one, for it may have one again.
 */
bool record_members_are_told(uint32_t group);

/*
 * Returns whether it is recorded who is a member no longer: also if the group
 * has had no history in this server, but lasts. It may have had one in an
 * earlier server, and may have one again.
 */
bool record_members_leave(uint32_t group);

/*
 * Add a line of control about the group: any; that it begins; that the client's
 * account, if it has one, is a member; or that it is none any more, unless
 * another client of it is.
 */
void record_members_add(uint32_t group, struct str verb, struct str rest);
void record_members_add_begin(uint32_t group);
void record_members_add_in(uint32_t group, uint32_t client);
void record_members_add_out(uint32_t group, uint32_t client);

/*
 * Adds, before the group's first record, that it exists, and who is a member:
 * all but the client that is joining, which may be CLIENT_NONE. In a busy turn,
 * some of a large group are compared with its bans in later ones.
 */
void record_members_begin(uint32_t group, uint32_t joining);

/*
 * Record, in a batch of their own, that the client logs in, or out; or what a
 * change of the group's masks means (record.h).
 */
void record_members_log_in(uint32_t client);
void record_members_log_out(uint32_t client);
void record_members_mask(
    uint32_t group, enum masks_list list, bool adds, struct str mask);

/*
 * The members of a group that begins, or whom a mask concerns, are judged as
 * the turn has time: there may be thousands, and hundreds of masks.
 * record_members_turn judges more of them, in each turn; record_members_quit a
 * client that is about to leave all of its groups.
 */
void record_members_turn(void);
void record_members_quit(uint32_t client);

#endif
