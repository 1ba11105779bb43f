/*
 * Accounts that clients are about to create: the name, and with it every name
 * that looks like it, is reserved before the keeper is asked, and so is the
 * place among those that an address may create in a day. That lasts until the
 * keeper has answered, even if the client has gone meanwhile: for the account
 * may be made all the same. Used by accounts.c, login.c and order_accounts.c.
 */
#ifndef SERVER_ROUTER_MODEL_SIGNUPS_H
#define SERVER_ROUTER_MODEL_SIGNUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* Returns a name that is being registered and looks like this one, or is it;
 * empty: there is none. */
struct str signups_like(struct str name);

/*
 * Reserves a name that nobody has reserved, and that is one, for a client that
 * has reserved none; false: too many are under way.
 */
bool signups_begin(uint32_t client, struct str name);

/* The keeper has been asked, under that number (keeper_client_number). */
void signups_asked(uint32_t client, uint64_t number);

/* The client waits for it no more: what the keeper was not asked is over. */
void signups_go(uint32_t client);

/* The keeper has answered that question: the account is made, or is not. */
void signups_answered(uint64_t number, bool made);

/* A new keeper begins: what its predecessors were asked is over. */
void signups_keeper_begins(void);

#endif
