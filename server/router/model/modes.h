/*
 * The modes of a group: a flag for each thing that its operators may require or
 * forbid, its key, its limit of members; and pending invitations to it. Data
 * only. All of this, and masks, is reset when a group is made, and when the
 * last member leaves a group that is kept.
 *
 * An invitation ends with its group or its client, or when the client joins. An
 * operator's invitation opens the group: it admits a client that could not join
 * otherwise.
 */
#ifndef SERVER_ROUTER_MODEL_MODES_H
#define SERVER_ROUTER_MODEL_MODES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "base/state/module.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Flags (a bit mask), each with a letter. */
enum {
	MODE_NO_CTCP = 1 << 0, /* C: no CTCP, except actions */
	MODE_INVITE_ONLY = 1 << 1, /* i: only invited clients may join */
	MODE_MODERATED = 1 << 2, /* m: only members with a role may speak */
	MODE_MEMBERS = 1 << 3, /* n: only members may speak */
	MODE_SECRET = 1 << 4, /* s: only members see that it exists */
	MODE_TOPIC = 1 << 5, /* t: only operators set the topic */
	/*
	 * u: no history, although the group could have one. It is saved;
	 * clients never see it, but a group without H.
	 */
	MODE_UNRECORDED = 1 << 6,
	MODE_RECORDED = 1 << 7 /* H: it has a history; shown, never set */
};
#define MODES_ALL ((1 << 7) - 1) /* that a group may have */
#define MODES_FIRST MODE_MEMBERS /* of a new group */

/* The number of letters, for modes_word. */
#define MODES_LETTERS 8

/* The modes without masks and invitations. */
struct modes {
	unsigned flags;
	uint32_t limit; /* 0: none */
	uint8_t key_len; /* 0: none */
	char key[LIMIT_GROUP_KEY];
};

/*
 * modes_begin sets the modes of a new group, or resets them. modes_end removes
 * masks and invitations, when the group ends.
 */
void modes_begin(uint32_t group);
void modes_end(uint32_t group);

struct modes *modes_get(uint32_t group); /* never null */
bool modes_has(uint32_t group, unsigned flag);

/*
 * Returns whether only chosen clients can be members of the group, or see it.
 */
bool modes_is_closed(uint32_t group);

bool modes_same(const struct modes *of, const struct modes *other);

/*
 * modes_flag returns the flag of a letter, or 0; modes_word the letters of the
 * flags, in the order of ASCII, "-" for none.
 */
unsigned modes_flag(char letter);
struct str modes_word(unsigned flags, char room[MODES_LETTERS]);

struct str modes_key(uint32_t group); /* empty: none */
void modes_set_key(uint32_t group, struct str key);

/*
 * Reads all modes from "LETTERS LIMIT [KEY]"; returns false if the text is
 * invalid.
 */
bool modes_read_all(struct str text, struct modes *of);

/*
 * Adds an invitation. Returns false if there is no memory, or the group has
 * LIMIT_INVITED invitations. A second invitation of a client adds none: it may
 * open the group for the client, and never closes it.
 */
bool invites_add(uint32_t group, uint32_t client, bool opens);

bool invites_open(uint32_t group, uint32_t client);
const struct set *invites_of(uint32_t client); /* groups */
const struct set *invites_to(uint32_t group); /* clients */

/*
 * invites_drop ends one invitation, when the client has joined; invites_clear
 * ends all invitations to a group.
 */
void invites_drop(uint32_t group, uint32_t client);
void invites_clear(uint32_t group);

/*
 * Save what differs from a new group, with its masks and invitations, and load
 * a line of it (base/state/module.h): false if it is something else.
 */
void modes_save(struct state *state, uint32_t group);
bool modes_load(struct state *state, uint32_t group);

#endif
