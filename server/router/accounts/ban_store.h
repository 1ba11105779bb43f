/*
 * The effect of bans (policy/bans.h) on connected clients, and how bans last:
 * the keeper saves them, if it has a place for that.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_BAN_STORE_H
#define SERVER_ROUTER_ACCOUNTS_BAN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bans.h"
#include "shared/str.h"

/* Disconnects the clients from that network; returns how many. */
uint64_t ban_store_kick(const struct ban *ban);

/*
 * Has the keeper save the bans that it does not have, one at a time; called in
 * each turn. A failed write is tried again, after a second and then less often,
 * but at least every 30 s. Until it succeeds that is trouble (SCORE_UNBANNED).
 */
void ban_store_turn(void);

/*
 * Takes a ban that the keeper reports. Bans that the keeper does not have, or
 * has otherwise than they are here, are sent to it in the turns that follow.
 */
void ban_store_sync_record(struct str record);

/*
 * Drops the bans that have expired (bans_expire), also those of the keeper. If
 * there is no keeper, the next one's report shows that it has the ban.
 */
void ban_store_expire(void);

#endif
