/*
 * Accounts that clients are about to create. Before the keeper is asked, the
 * server reserves the name, every name that looks like it, and one of the
 * accounts that the client's address may create in a day. The reservation lasts
 * until the keeper has answered, even if the client has gone meanwhile, because
 * the account may be made all the same.
 */
#ifndef SERVER_ROUTER_MODEL_SIGNUPS_H
#define SERVER_ROUTER_MODEL_SIGNUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Returns a reserved name that is this one or looks like it; empty: there is
 * none.
 */
struct str signups_like(struct str name);

/*
 * Reserves a valid name that nobody has reserved, for a client that has
 * reserved none; returns false if too many are under way.
 */
bool signups_begin(uint32_t client, struct str name);

/* Notes that the keeper was asked, under that number (keeper_client_number). */
void signups_asked(uint32_t client, uint64_t number);

/*
 * Notes that the client no longer waits. Its reservation ends at once if the
 * keeper was not asked.
 */
void signups_cancel(uint32_t client);

/*
 * Ends the reservation of that number: the keeper has made the account, or not.
 */
void signups_answered(uint64_t number, bool made);

/*
 * Notes that a new keeper has started: forgets what earlier ones were asked,
 * and ends the reservations that no client waits for any more.
 */
void signups_keeper_started(void);

#endif
