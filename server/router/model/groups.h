/*
 * The groups, their members, their modes and pending invitations to them. Data
 * only, no input or output. Clients and groups are known by numbers; a group
 * keeps its number as long as it lives. Groups are found without regard to
 * ASCII case and kept as first spelled. This file owns the table; the fields
 * belong to the router's modules, but those that say so.
 */
#ifndef SERVER_ROUTER_MODEL_GROUPS_H
#define SERVER_ROUTER_MODEL_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/bucket.h"
#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "router/model/clients.h"
#include "router/model/masks.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * The most bytes that may wait for a client, in all or from one group, before
 * it counts as over the mark: see delivery/downlink.c.
 */
#define GROUPS_MARK ((size_t)256 * 1024)

#define GROUP_NONE UINT32_MAX

/* Flags of a group (a bit mask). */
#define MODE_LETTERS "CHimnstuR"
enum {
	MODE_NO_CTCP = 1 << 0, /* C: no CTCP, except actions */
	MODE_RECORDED = 1 << 1, /* H: it has a history; shown, never set */
	MODE_INVITE_ONLY = 1 << 2, /* i: only invited clients may join */
	MODE_MODERATED = 1 << 3, /* m: only members with a role may speak */
	MODE_MEMBERS = 1 << 4, /* n: only members may speak */
	MODE_SECRET = 1 << 5, /* s: only members see that it exists */
	MODE_TOPIC = 1 << 6, /* t: only operators set the topic */
	/*
	 * u: no history, although the group could have one. It is saved;
	 * clients never see it, but a group without H.
	 */
	MODE_UNRECORDED = 1 << 7,
	MODE_ACCOUNTS = 1 << 8 /* R: only clients with an account may join */
};
/* Room for all letters; the flags that a group may have, and a new one has. */
#define MODES_LETTERS LITERAL_LEN(MODE_LETTERS)
#define MODES_ALL (((1 << MODES_LETTERS) - 1) & ~MODE_RECORDED)
#define MODES_FIRST MODE_MEMBERS

#define LIMIT_FLOOD LITERAL_LEN("1000:60")

/*
 * What a group's operators require or forbid. This, masks and invitations are
 * reset when the last member leaves a group that is kept.
 */
struct modes {
	unsigned flags;
	uint32_t limit; /* of members; 0: none */
	char key[LIMIT_GROUP_KEY + 1]; /* empty: none */
	char flood[LIMIT_FLOOD + 1]; /* see groups_flood_read; empty: none */
};

struct group {
	struct set members; /* groups.c's */
	uint64_t tag; /* no other group has or had it; never 0 */
	uint64_t created; /* clock_wall; or when this program began */
	uint32_t over; /* members over the mark: downlink.c */
	/* groups.c's: whether members have wanted events in brief, in full. */
	bool wanted[2];
	usec left; /* groups.c's: see GROUPS_LEFT_TIME; 0: it has members */
	bool kept; /* the configuration names it: it stays without members */
	bool has_box; /* not saved: boxes.c says it when it loads the box */
	struct holder holder; /* its creator */
	/* Its history: registered_groups.c, record.c. */
	struct group_history {
		uint64_t made; /* ID of its registration; 0: none */
		bool applies; /* it has one, unless its operators cleared H */
		bool was_closed; /* it was recorded while it was closed */
		uint64_t lost_from, lost_to; /* events not recorded; or 0 */
	} history;
	struct modes modes;
	struct masks masks;
	struct set invited; /* clients: groups_invite */
	struct set opened; /* those of them whom it admits */
	uint8_t name_len; /* 0: no group */
	char name[LIMIT_GROUP];
	char topic[LIMIT_TOPIC + 1];
	char topic_by[LIMIT_NAME + 1]; /* the name of who set it, if known */
	uint64_t topic_set; /* the ID of the event that set it; 0: unknown */
};

struct group *groups_get(uint32_t group); /* never null */
uint32_t groups_find(struct str name); /* or GROUP_NONE */
struct str groups_name(uint32_t group); /* never of GROUP_NONE */

/* Return and set the topic, with who set it by which event; empty: none. */
struct str groups_topic(uint32_t group);
void groups_set_topic(
    uint32_t group, struct str topic, struct str by, uint64_t id);

bool groups_is(uint32_t group, unsigned flag); /* any of these */
struct str groups_key(uint32_t group); /* empty: none */

/*
 * Reads how many lines who has no role may say in a group (floods.h), as
 * "LINES:SECONDS"; false if that is invalid, or there is no limit.
 */
bool groups_flood_read(struct str text, struct rate *rate);

/*
 * Returns whether only chosen clients can be members of the group, or see it.
 */
bool groups_is_closed(uint32_t group);

/*
 * Reads all modes from "LETTERS LIMIT [KEY [FLOOD]]", where "-" is no key;
 * false if the text is invalid.
 */
bool groups_read_modes(struct str text, struct modes *of);

/*
 * Return whether the group has a history, and its operators want it; and its
 * modes as clients see them, with MODE_RECORDED in place of its exception.
 */
bool groups_is_recorded(uint32_t group);
unsigned groups_shown_modes(uint32_t group);

/*
 * groups_invite adds an invitation, which ends with its group or its client, or
 * with groups_drop_invites, when the client joins. One that opens admits a
 * client that could not join otherwise. A second one of a client adds none: it
 * may open the group for the client, and never closes it. Returns false if
 * there is no memory, or the group has LIMIT_INVITED invitations.
 */
bool groups_invite(uint32_t group, client_id client, bool opens);
void groups_drop_invites(uint32_t group, client_id client);

/* Returns whether its table and box stay: it is kept, or registered. */
bool groups_lasts(uint32_t group);

size_t groups_count(void);
bool groups_exists(uint64_t group); /* whether there is one of that number */
uint32_t groups_next(uint32_t group); /* from this number on; or GROUP_NONE */

/* Walks over all groups. Its body may end the one at hand. */
#define FOR_EACH_GROUP(number)                                         \
	for (uint32_t number = groups_next(0); (number) != GROUP_NONE; \
	     (number) = groups_next((number) + 1))

/*
 * Finds or makes the group; GROUP_NONE if there are GROUPS_MAX. A new group has
 * no members and lasts until groups_remove_if_empty.
 */
uint32_t groups_make(struct str name);

/*
 * groups_keep marks a group that stays without members, and takes it from its
 * creator; groups_unkeep_all removes the marks of all groups.
 */
void groups_keep(uint32_t group);
void groups_unkeep_all(void);

/*
 * Removes the group if nobody is in it. One that is kept only gets its modes
 * reset. One that is registered and has a topic, a mask, a key in its table or
 * a box, stays as it is, without invitations. Any other
 * open group with a table or a box stays for a while, with the modes of a new
 * one and no topic, and goes on to count for the client that made it; a closed
 * one must have no box any more.
 */
void groups_remove_if_empty(uint32_t group);

/*
 * Groups without members that stay for GROUPS_LEFT_TIME, for their tables and
 * boxes, until "left" by the loop's clock: how many; the one that goes first,
 * or GROUP_NONE; and the end of one, whose box must be gone.
 */
#define GROUPS_LEFT_TIME (3600 * SEC)
size_t groups_count_left(void);
uint32_t groups_first_left(void);
void groups_drop_left(uint32_t group);

/*
 * Add, remove, find and return members of a group. groups_enter returns false
 * if there is no memory.
 */
bool groups_enter(uint32_t group, client_id client);
void groups_leave(uint32_t group, client_id client);
bool groups_has(uint32_t group, client_id client);
const struct set *groups_members(uint32_t group);

const struct set *groups_of(client_id client);

/*
 * Notes in its client's groups that the connection wants its form of events. A
 * form that nobody there wants any more does no harm.
 */
void groups_note_form(conn_id conn);

/* Returns whether both clients share a group, or are the same. */
bool groups_share(client_id client, client_id other);

/* Privileges of a member (a bit mask). */
enum {
	ROLE_OPERATOR = 1 << 0, /* controls the group: group/rule.c */
	ROLE_VOICED = 1 << 1 /* may speak where not everybody may */
};
#define ROLES_ALL (ROLE_OPERATOR | ROLE_VOICED)

/*
 * Returns null if the client is no member; valid until it joins or leaves a
 * group.
 */
struct membership *groups_membership(client_id client, uint32_t group);

static inline bool
groups_over_mark(const struct membership *m)
{
	return m->waiting > GROUPS_MARK;
}

/*
 * groups_roles returns the client's roles; 0: none, or it is no member.
 * groups_role returns them as letters: "o", "v" or "ov"; "-" for none.
 */
unsigned groups_roles(uint32_t group, client_id client);
struct str groups_role(unsigned roles);

#endif
