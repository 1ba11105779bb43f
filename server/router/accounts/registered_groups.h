/*
 * Registered groups: which account has registered each, and the modes, topic,
 * masks and roles of accounts that it has when it begins again. The keeper
 * saves them (helpers/keeper/keeper_store.h), and reports them when it starts.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_REGISTERED_GROUPS_H
#define SERVER_ROUTER_ACCOUNTS_REGISTERED_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/model/groups.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Returns the account that has registered the group, or an empty string. */
struct str registered_groups_founder(struct str name);

/*
 * Returns when the group was made (groups.h) that is registered under
 * that name; 0 if none is.
 */
uint64_t registered_groups_made(struct str name);

/*
 * Returns the name of each in turn, and when it was made, with *number 0 at
 * first; empty: no more.
 */
struct str registered_groups_next(uint32_t *number, uint64_t *made);

/* Gives a group that has just begun the modes that were saved for it. */
void registered_groups_begin(uint32_t group);

/*
 * Reconsiders which groups have a history, after the configuration has changed.
 */
void registered_groups_review(void);

/*
 * Returns whether there is room to keep the roles of a member, if the group is
 * registered.
 */
bool registered_groups_may_note(uint32_t group, uint32_t member);

/*
 * Notes that the group's modes have changed, or with is_part its topic or its
 * masks, or the roles of that member (CLIENT_NONE: of nobody), and has all of
 * this saved if it is registered. Returns true if the client's command has to
 * wait until they are, or false if there is nothing to wait for. A client of
 * CLIENT_NONE never waits. The text, "CHANGE WORD", is given back by
 * registered_groups_result.
 */
#define REGISTERED_GROUPS_TEXT (1 + MODES_LETTERS + 1 + LIMIT_MASK)
bool registered_groups_changed(uint32_t group, uint32_t client, struct str text,
    bool is_part, uint32_t member);

/*
 * Return whether the client's command waits for the keeper, or has not taken
 * its answer; and whether the wait is over, after hold_time at the latest. If
 * so, the code is the keeper's, or CODE_UNAVAILABLE if it did not answer in
 * time. If not, the command's line has to wait on.
 */
bool registered_groups_is_awaited(uint32_t client);
bool registered_groups_result(
    uint32_t client, enum code *code, struct str *text);

/* Has the keeper write what is due, in each turn. */
void registered_groups_turn(void);

/* Returns how many groups could not be written when last tried. */
size_t registered_groups_failed(void);

/*
 * Forgets the groups of a removed account; the keeper has already removed them.
 */
void registered_groups_end_account(struct str account);

/*
 * Runs "register G": registers the group for the account that the client is
 * logged in to.
 */
enum outcome registered_groups_register(
    uint32_t client, const struct command *command);

/*
 * Take the keeper's report: its beginning, each record ("NAME FOUNDER MADE
 * LETTERS LIMIT [KEY]"), each part of a group, and its end.
 * Registered groups that are not in it are forgotten, and changes that the
 * keeper does not have are sent to it.
 */
void registered_groups_sync_begin(void);
void registered_groups_sync_record(struct str record);
void registered_groups_sync_part(struct str kind, struct str record);
void registered_groups_sync_end(void);

/*
 * Returns whether the client is logged in to the account that has registered
 * the group.
 */
bool owner_roles_is_due(uint32_t client, uint32_t group);

/* Returns whether owner_roles_give_all would give the client a role. */
bool owner_roles_are_due(uint32_t client);

/*
 * Gives the client, a member of the group, the roles that it should have and
 * has not. If there is no memory to tell the members, the client is lost
 * instead.
 */
void owner_roles_give(uint32_t client, uint32_t group);

/* Does so in all groups that the client is in. */
void owner_roles_give_all(uint32_t client);

#endif
