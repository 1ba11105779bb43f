/*
 * The groups and their members. Data only, no input or output. Clients and
 * groups are known by numbers; a group keeps its number as long as it lives.
 * Groups are found without regard to ASCII case and kept as first spelled.
 */
#ifndef SERVER_ROUTER_MODEL_GROUPS_H
#define SERVER_ROUTER_MODEL_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/set.h"
#include "base/mem/limits.h"
#include "router/model/clients.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * The most bytes that may wait for a client, in all or from one group, before
 * it counts as over the mark: see delivery/downlink.c.
 */
#define GROUPS_MARK ((size_t)256 * 1024)

/*
 * State of a client in one of its groups. A client has a row for each, in the
 * order of its set of groups.
 */
struct membership {
	size_t waiting; /* bytes of the group's own events, if counted */
	bool over_mark; /* waiting is more than GROUPS_MARK */
	unsigned char roles; /* ROLE_ bits, in this group */
	unsigned char cached_code; /* enum code: see rights.c */
	uint64_t cached_version; /* masks_version of that; 0: not known */
	uint64_t joined; /* the ID of its join event; 0: unknown */
};

#define GROUP_NONE UINT32_MAX
uint32_t groups_find(struct str name); /* or GROUP_NONE */
struct str groups_name(uint32_t group);
struct str groups_topic(uint32_t group); /* empty: none */
void groups_set_topic(uint32_t group, struct str topic);

/*
 * Note and return the name of the client that set the topic, and the ID of that
 * event; empty and 0: unknown.
 */
void groups_note_topic(uint32_t group, struct str by, uint64_t id);
struct str groups_topic_by(uint32_t group);
uint64_t groups_topic_id(uint32_t group);

/*
 * The members who may take from the group's box, even before there is one.
 * groups_box_role returns them, groups_set_box_role sets them. box_role_word
 * returns the word for them, box_role_find finds it; false: there is none.
 */
enum box_role { BOX_ALL, BOX_VOICED, BOX_OPERATORS, BOX_ROLES };
enum box_role groups_box_role(uint32_t group);
void groups_set_box_role(uint32_t group, enum box_role role);
struct str box_role_word(enum box_role role);
bool box_role_find(struct str word, enum box_role *role);

/*
 * The history of a group, which accounts/registered_groups.c and
 * delivery/record.c set; never null. All of it is 0 in a new group.
 */
struct group_history {
	uint64_t made; /* ID of its registration to an account; 0: none */
	bool applies; /* it has one, unless its operators have cleared H */
	bool was_closed; /* something was recorded while it was closed */
	uint64_t lost_from, lost_to; /* events that were not recorded; or 0 */
};
struct group_history *groups_history(uint32_t group);

/*
 * Return whether the group has a history, and its operators want it; and its
 * modes as clients see them, with MODE_RECORDED in place of its exception.
 */
bool groups_is_recorded(uint32_t group);
unsigned groups_shown_modes(uint32_t group);

/*
 * The parts of a group that can stay without members (a bit mask): those that
 * the configuration names, as groups_is_permanent says, and both of a
 * registered group. talk/talk.c sets what the configuration
 * names, and has these groups kept, too.
 */
enum { PERMANENT_BOX = 1 << 0, PERMANENT_TABLE = 1 << 1 };
bool groups_is_permanent(uint32_t group, unsigned part);
bool groups_part_stays(uint32_t group, unsigned part);
void groups_add_permanent(uint32_t group, unsigned part);
void groups_clear_permanent(void); /* all parts of all groups */

/* Returns the holder of the group, its creator; never null. */
struct holder *groups_holder(uint32_t group);

/* Notes whether the group has a box (boxes.h). */
void groups_set_box(uint32_t group, bool has_box);

size_t groups_count(void);
bool groups_exists(uint64_t group); /* whether there is one of that number */
uint32_t groups_next(uint32_t group); /* from this number on; or GROUP_NONE */

/* Walks over all groups. Its body may end the one at hand. */
#define FOR_EACH_GROUP(number)                                         \
	for (uint32_t number = groups_next(0); (number) != GROUP_NONE; \
	     (number) = groups_next((number) + 1))

/*
 * Returns when the group was made, in µs since 1970; if that is not known, when
 * this program began.
 */
uint64_t groups_created(uint32_t group);

/* Returns the group's tag, which no other group has or had before; never 0. */
uint64_t groups_tag(uint32_t group);

/*
 * Finds or makes the group; GROUP_NONE if there are GROUPS_MAX. A new group has
 * no members and lasts until groups_remove_if_empty.
 */
uint32_t groups_make(struct str name);

/*
 * groups_keep marks a group that stays without members, and takes it from its
 * creator; groups_unkeep_all removes that mark from all groups.
 */
void groups_keep(uint32_t group);
void groups_unkeep_all(void);
bool groups_is_kept(uint32_t group);

/*
 * Removes the group if nobody is in it. One that is kept only gets its modes
 * reset. One that is registered and has a topic, a mask, a key in its table, a
 * box, or a role for its box, stays as it is, without invitations. Any other
 * open group with a table or a box stays for a while, with the modes of a new
 * one and no topic, and goes on to count for the client that made it; a closed
 * one must have no box any more.
 */
void groups_remove_if_empty(uint32_t group);

/*
 * Groups without members that stay for GROUPS_LEFT_TIME, for their tables and
 * boxes: until when by the loop's clock, or 0; how many; the one that goes
 * first, or GROUP_NONE; and the end of one, whose box must be gone.
 */
#define GROUPS_LEFT_TIME (3600 * SEC)
usec groups_left_until(uint32_t group);
size_t groups_count_left(void);
uint32_t groups_first_left(void);
void groups_drop_left(uint32_t group);

/*
 * Returns whether what is in the group is not left to whoever joins next,
 * because only chosen clients could join it, or take from its box.
 */
bool groups_is_closed(uint32_t group);

/*
 * Add, remove, find and return members of a group. groups_enter returns false
 * if there is no memory.
 */
bool groups_enter(uint32_t group, uint32_t client);
void groups_leave(uint32_t group, uint32_t client);
bool groups_has(uint32_t group, uint32_t client);
const struct set *groups_members(uint32_t group);

/*
 * groups_count_full returns how many members want events in full;
 * groups_set_client_full adjusts this for each group of a client that begins or
 * ceases to want them.
 */
size_t groups_count_full(uint32_t group);
void groups_set_client_full(uint32_t client, bool full);

const struct set *groups_of(uint32_t client);

/* Returns whether both clients share a group, or are the same. */
bool groups_share(uint32_t client, uint32_t other);

/* Privileges of a member (a bit mask). */
enum {
	ROLE_OPERATOR = 1 << 0, /* controls the group: group_op_cmds.c */
	ROLE_VOICED = 1 << 1 /* may speak where not everybody may */
};
#define ROLES_ALL (ROLE_OPERATOR | ROLE_VOICED)

/*
 * Returns null if the client is no member; valid until it joins or leaves a
 * group.
 */
struct membership *groups_membership(uint32_t client, uint32_t group);

/*
 * Returns the ID of the event by which the member has joined, or a later one if
 * it joined before there was a history; 0: it is no member.
 */
uint64_t groups_joined(uint32_t group, uint32_t client);

/* Returns the client's roles; 0: none, or it is no member. */
unsigned groups_roles(uint32_t group, uint32_t client);

/*
 * groups_count_mark counts one more member as over the mark, or one fewer;
 * groups_count_over returns how many are (congestion.h).
 */
void groups_count_mark(uint32_t group, bool over);
size_t groups_count_over(uint32_t group);

#endif
