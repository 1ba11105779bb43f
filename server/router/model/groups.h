/*
 * Which groups there are and who is in them: data only, no input or output.
 * Clients are known by their number, groups by a number of their own, which
 * stays as long as the group. Groups are found without regard to ASCII case
 * and kept as first spelled.
 */
#ifndef SERVER_ROUTER_MODEL_GROUPS_H
#define SERVER_ROUTER_MODEL_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/set.h"
#include "base/mem/limits.h"
#include "router/model/memberships.h"
#include "shared/str.h"

/*
 * What waits for a client beyond this is too much, be it of all groups or of
 * one: design.md's back-pressure. Bytes.
 */
#define GROUPS_MARK ((size_t)256 * 1024)

#define GROUP_NONE UINT32_MAX
uint32_t groups_find(struct str name); /* or GROUP_NONE */
struct str groups_name(uint32_t group); /* its name */
struct str groups_topic(uint32_t group); /* empty: none */
void groups_set_topic(uint32_t group, struct str topic);

/* By whom it was set, and by which event; empty and 0 if that is not known. */
void groups_note_topic(uint32_t group, struct str by, uint64_t id);
struct str groups_topic_by(uint32_t group);
uint64_t groups_topic_set(uint32_t group);

size_t groups_count(void);
bool groups_there(uint64_t group); /* is there one of that number? */
uint32_t groups_next(uint32_t group); /* the first not less; or GROUP_NONE */

/* When it was made, as an event's ID. */
uint64_t groups_created(uint32_t group);

/* What no other group has, nor had before: 0 is none's. */
uint64_t groups_tag(uint32_t group);

/*
 * Finds or makes a group; GROUP_NONE where there are GROUPS_MAX. A new one has
 * no members and lasts until groups_tidy.
 */
uint32_t groups_make(struct str name);

/* Groups that stay without members: marked as such, or none any more. */
void groups_keep(uint32_t group);
void groups_keep_none(void);
bool groups_is_kept(uint32_t group);

/*
 * Removes the group if nobody is in it and it is not kept; of one that is kept
 * the modes begin anew.
 */
void groups_tidy(uint32_t group);

/* Members. groups_enter is false where there is no memory. */
bool groups_enter(uint32_t group, uint32_t client);
void groups_leave(uint32_t group, uint32_t client);
bool groups_has(uint32_t group, uint32_t client);
const struct set *groups_members(uint32_t group);

/* How many of them want events in full; and a client that does, or does not. */
size_t groups_full(uint32_t group);
void groups_want(uint32_t client, bool full);

const struct set *groups_of(uint32_t client);

/* Are both in one group? */
bool groups_share(uint32_t client, uint32_t other);

/* What a member may do that others may not (a mask). */
enum {
	ROLE_OPERATOR = 1 << 0, /* steers the group: see group_op_cmds.h */
	ROLE_VOICED = 1 << 1 /* speaks where not all may */
};
#define ROLES_ALL (ROLE_OPERATOR | ROLE_VOICED)

/* Null if it is no member; valid until the client joins or leaves a group. */
struct membership *groups_membership(uint32_t client, uint32_t group);

/* Its roles; 0 if it has none, or is no member. */
unsigned groups_roles(uint32_t group, uint32_t client);

/*
 * Congestion (congestion.h): while much waits for a client, it is counted for
 * each of its groups. groups_backlog_add adds bytes of the group with that tag
 * and groups_backlog_sub subtracts them; neither does anything if the client is
 * not in that group. groups_backlog_sub returns true if this took the client
 * below the mark. groups_over returns the number of members over the mark, of
 * all or only of those who want events in full.
 */
void groups_backlog_add(uint32_t client, uint64_t tag, size_t bytes);
bool groups_backlog_sub(uint32_t client, uint64_t tag, size_t bytes);
void groups_backlog_clear(uint32_t client);
size_t groups_over(uint32_t group, bool full);

#endif
