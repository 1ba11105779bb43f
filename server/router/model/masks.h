/*
 * The masks of groups: who is banned, who is exempt from that, and who may join
 * without an invitation; and for each mask who set it, and when. Data only, in
 * the arena; no input or output. Each group has a struct masks.
 *
 * A mask is NAME!USER@HOST with stars (shared/mask.h), or "~a:ACCOUNT", which
 * matches clients logged in to that account. With "~m:" before it, it mutes the
 * clients that it matches instead of banning them. "~t:10m:" before all says
 * that it ends ten minutes after the event that set it, and is no part of it: a
 * list has each mask once.
 */
#ifndef SERVER_ROUTER_MODEL_MASKS_H
#define SERVER_ROUTER_MODEL_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/codes.h"
#include "shared/str.h"

enum masks_list { MASKS_BANNED, MASKS_EXEMPT, MASKS_INVITED, MASKS_LISTS };

struct mask_entry {
	struct mask_entry *next; /* in the order in which they were set */
	uint64_t id; /* of the event that set it */
	usec lasts; /* it ends so long after that; 0: not by itself */
	struct holder holder;
	uint8_t time_len; /* of "~t:TIME:", or 0 */
	uint8_t mask_len; /* of that and the mask */
	uint8_t name_len;
	char text[]; /* these, and the name of who set it */
};

/* The masks of a group; all zero: none. */
struct masks {
	struct mask_list {
		struct mask_entry *first;
		size_t count;
	} list[MASKS_LISTS];
	uint64_t changes; /* so far */
};

static inline struct str
mask_entry_mask(const struct mask_entry *row)
{
	return (struct str) { row->text + row->time_len,
		(size_t)row->mask_len - row->time_len };
}

/* Returns "[~t:TIME:]MASK", as clients and the keeper have it. */
static inline struct str
mask_entry_text(const struct mask_entry *row)
{
	return (struct str) { row->text, row->mask_len };
}

static inline struct str
mask_entry_name(const struct mask_entry *row)
{
	return (struct str) { row->text + row->mask_len, row->name_len };
}

/*
 * masks_list finds the list of a letter (b, e, I) and returns false if there is
 * none; masks_letter returns the letter of a list.
 */
bool masks_list(char letter, enum masks_list *list);
struct str masks_letter(enum masks_list list);

/*
 * Return a text that is valid until the next call of either: "[~t:TIME:]MASK"
 * with all parts, as that list keeps it, or empty if the word is no mask, or
 * not one for that list; and a copy of the row's.
 */
struct str masks_full(enum masks_list list, struct str word);
struct str masks_copy(const struct mask_entry *row);

/* Returns the row of that mask, whatever the time of both; null: none. */
struct mask_entry *masks_find(
    const struct masks *of, enum masks_list list, struct str mask);

/*
 * Returns when the mask ends (clock_wall); 0: it does not end by itself. While
 * there are masks that end, ALARM_MASKS comes after each MASKS_LOOK.
 */
#define MASKS_LOOK (10 * SEC)
static inline uint64_t
masks_end(const struct mask_entry *row)
{
	return row->lasts > 0 ? row->id + row->lasts : 0;
}

/* Returns the bytes of all masks. */
size_t masks_bytes(void);

/*
 * Add a mask: masks_make for the client that sets it, within its limits, one
 * that is complete, and may replace one, which is to be cut then; masks_restore
 * one that was kept somewhere, in the list of that letter, with the name of who
 * set it and holder CLIENT_NONE for nobody: of two of the same mask the one
 * that ends last is there then. They return null if there is no room, or no
 * memory, or what was kept is no complete mask.
 */
struct mask_entry *masks_make(
    struct masks *of, enum masks_list list, client_id client, struct str mask);
struct mask_entry *masks_restore(struct masks *of, struct str letter,
    uint64_t id, client_id holder, struct str mask, struct str name);

/* Remove the row, and all masks of the group. */
void masks_cut(
    struct masks *of, enum masks_list list, const struct mask_entry *row);
void masks_clear(struct masks *of);

/*
 * masks_judge returns CODE_BANNED or CODE_MUTED if the group's masks say so of
 * somebody who is NAME!USER@HOST, with that account or none, empty; or CODE_OK.
 * masks_invite returns whether the client may join without an invitation. Roles
 * of members are not considered.
 */
enum code masks_judge(
    const struct masks *of, struct str person, struct str account);
bool masks_invite(const struct masks *of, client_id client);

/* Save the masks of a group, and load the line of one. */
void masks_save(struct state *state, const struct masks *of);
void masks_load(struct state *state, struct masks *of);

#endif
