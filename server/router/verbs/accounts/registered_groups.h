/*
 * Groups that are registered: who founded each, and what its modes are when it
 * begins anew. The keeper has them (helpers/keeper_store.h), and tells them
 * when it starts. Used by accounts.c, talk.c and group_op_cmds.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_REGISTERED_GROUPS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_REGISTERED_GROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/delivery/answers.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* The account that founded the group of that name; empty: it is anybody's. */
struct str registered_groups_of(struct str name);

/* A group that has just begun: it gets the modes that were kept of it. */
void registered_groups_begin(uint32_t group);

/*
 * The group's operators have changed its modes: if it is registered, they are
 * to be kept. True: the client's command waits until they are, with that text
 * (group_writes.h); false: there is nothing to wait for. CLIENT_NONE waits for
 * nothing.
 */
bool registered_groups_changed(
    uint32_t group, uint32_t client, struct str text);

/* Forgets the groups of an account that is no more: the keeper has cut them. */
void registered_groups_end(struct str account);

/* Registers a group for who is logged in: register G. */
enum outcome registered_groups_register(
    uint32_t client, const struct command *command);

/*
 * What the keeper tells: "NAME FOUNDER MADE LETTERS LIMIT [KEY]"; those that it
 * has not told between the two are no more, and those that are newer here are
 * written by it.
 */
void registered_groups_sync_begin(void);
void registered_groups_sync_record(struct str record);
void registered_groups_sync_end(void);

/*
 * Likewise of a client whose command waits for a group to be kept: lines of its
 * own in the section of accounts.c.
 */
void registered_groups_save_wait(struct state *state, uint32_t client);
void registered_groups_load_wait(struct state *state, uint32_t client);

#endif
