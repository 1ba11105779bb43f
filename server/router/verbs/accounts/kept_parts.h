/*
 * What the keeper has of a registered group besides its modes: its topic, its
 * masks, and the roles of accounts. The group itself has the topic and the
 * masks, and stays while it has any (model/groups.h); roles are here, and apply
 * when somebody who is logged in to the account is a member (owner_roles.h).
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_KEPT_PARTS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_KEPT_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/verbs/accounts/registrations.h"
#include "shared/str.h"

/* The most accounts with a role in one group. */
#define KEPT_ROLES 200

/* Returns the roles (ROLE_ bits) that the account has in the group. */
unsigned kept_parts_roles(uint32_t row, struct str account);

/*
 * kept_parts_may_note returns whether there is room to note the roles of a
 * member; kept_parts_note notes those that it has, and returns false if it is
 * not logged in.
 */
bool kept_parts_may_note(uint32_t row, uint32_t client);
bool kept_parts_note(uint32_t row, uint32_t group, uint32_t client);

/* Forget all roles of a group that ends; those of an account that ends. */
void kept_parts_end(uint32_t row);
void kept_parts_end_account(struct str account);

/*
 * Puts all parts of the group to the keeper, between two questions of its row.
 * Returns false if that is impossible now.
 */
bool kept_parts_send(uint32_t row);

/*
 * Take a part that the keeper reports, without its group: "BY ID TEXT" of a
 * topic, "LIST MASK BY ID" and "ACCOUNT MADE LETTERS". One that is wrong, or
 * for which there is no room, is left out.
 */
void kept_parts_take_topic(uint32_t group, struct str text);
void kept_parts_take_mask(uint32_t group, struct str text);
void kept_parts_take_role(uint32_t row, struct str text);

/* Saves the roles, lines "role ACCOUNT MADE LETTERS" after that of the row. */
void kept_parts_save(struct state *state, uint32_t row);

#endif
