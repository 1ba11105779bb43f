/*
 * Registered groups: which account has registered each, and the modes, topic,
 * masks and roles of accounts that it has when it begins again. The keeper
 * saves them (helpers/keeper/keeper_store.h), and reports them when it starts.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_REGISTERED_GROUPS_H
#define SERVER_ROUTER_ACCOUNTS_REGISTERED_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/model/groups.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns when the group was made (groups.h) that is registered under
 * that name; 0 if none is.
 */
uint64_t registered_groups_made(struct str name);

/*
 * Gives a group that nobody is in yet the modes that were saved for it, and
 * finds out whether any has a history, as after a change of the configuration.
 */
void registered_groups_begin(uint32_t group);

/*
 * A change is saved in three steps. A handler makes it and has it saved
 * (registered_groups_changed); then its line waits. Each time that it is run
 * again, registered_groups_is_awaited is true, and it only looks for the answer
 * (registered_groups_result). With that, it replies.
 *
 * Has the keeper save a change that the client has just made in the group, if
 * that is registered: the words are those of the keeper (keeper_store.h); or
 * without words, it is about the roles that the account has from now on, or
 * if that is empty about the modes. Returns false if the client's command has
 * to wait until it is saved; else *code is CODE_OK, or why it is not saved. The
 * text, "CHANGE WORD", is given back by registered_groups_result.
 */
#define REGISTERED_GROUPS_TEXT (1 + MODES_LETTERS + 1 + LIMIT_MASK)
bool registered_groups_changed(uint32_t group, conn_id who, struct str account,
    unsigned roles, struct words words, struct str text, enum code *code);

/*
 * Return whether the client's command waits for the keeper, or has not taken
 * its answer; and whether the wait is over, after hold_time at the latest. If
 * so, the code is the keeper's, CODE_UNAVAILABLE if it did not answer in time,
 * or CODE_NOT_ALLOWED if the group is not registered any more. If not, the
 * command's line has to wait on.
 */
bool registered_groups_is_awaited(conn_id who);
bool registered_groups_result(conn_id who, const struct command *command,
    enum code *code, struct str *text);

/* Tells the keeper, which can write again, what it has not saved. */
void registered_groups_tell(void);

/*
 * Forgets the groups of a removed account; the keeper has already removed them.
 */
void registered_groups_end_account(struct str account);

/*
 * Runs "register G": registers the group for the account that the client is
 * logged in to.
 */
enum outcome registered_groups_register(
    conn_id who, const struct command *command);

/*
 * Take the keeper's report: each record ("NAME FOUNDER MADE LETTERS LIMIT
 * [KEY]"), each part of a group, and its end. What the keeper may not have is
 * told to it then, and groups whose account is gone are forgotten.
 */
void registered_groups_sync_record(struct str record);
void registered_groups_sync_part(struct str kind, struct str record);
void registered_groups_sync_end(void);

/*
 * Return whether the account has registered the group; and the roles that a
 * client that is logged in to it gets there when it joins.
 */
bool registered_groups_is_owner(uint32_t group, struct str account);
unsigned registered_groups_roles(uint32_t group, struct str account);

/* Lists these roles of all accounts: "masks G o". */
enum outcome registered_groups_list_roles(
    conn_id who, const struct command *command);

/*
 * Gives the client, a member of the group, the roles that it should have and
 * has not. If there is no memory to tell the members, the client is lost
 * instead.
 */
void registered_groups_give_roles(client_id client, uint32_t group);

/* Does so in all groups that the client is in. */
void registered_groups_give_all(client_id client);

#endif
