/*
 * The masks of groups: who is banned, who is not in spite of that, and who may
 * come in without being invited; who has set each, and when. Data only, in the
 * arena, no input or output. The masks of a group go with it.
 *
 * A mask is NAME!USER@HOST with stars (shared/mask.h), or "~a:ACCOUNT": whoever
 * is logged in as that. Behind "~m:" it does not ban whom it is for, but mutes.
 */
#ifndef SERVER_ROUTER_MODEL_MASKS_H
#define SERVER_ROUTER_MODEL_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/holders.h"
#include "shared/codes.h"
#include "shared/str.h"

enum masks_list { MASKS_BANNED, MASKS_EXEMPT, MASKS_INVITED, MASKS_LISTS };

struct masked {
	struct masked *next; /* as they were set */
	uint64_t id; /* of the event by which it was set */
	struct holder holder;
	uint8_t mask_len;
	uint8_t name_len;
	char text[]; /* the mask, and who has set it */
};

static inline struct str
masked_mask(const struct masked *row)
{
	return (struct str) { row->text, row->mask_len };
}

static inline struct str
masked_name(const struct masked *row)
{
	return (struct str) { row->text + row->mask_len, row->name_len };
}

/* False where there is no memory. */
bool masks_init(void);

/* The list of that letter: b, e, I; false if there is none. And its letter. */
bool masks_list(char letter, enum masks_list *list);
struct str masks_letter(enum masks_list list);

/*
 * The mask as it is kept in that list, until the next call: with all its parts.
 * Empty if it is none, or none for that list.
 */
struct str masks_full(enum masks_list list, struct str word);

const struct masked *masks_first(uint32_t group, enum masks_list list);
size_t masks_count(uint32_t group, enum masks_list list);
bool masks_has(uint32_t group, enum masks_list list, struct str mask);

/* Bytes of all masks. */
size_t masks_bytes(void);

/*
 * A mask that is full and not in the list yet, set by the client. CODE_TOO_MANY
 * where the list, or what the client holds, is as long as is allowed, or there
 * is no memory. What is made is to be set, or dropped.
 */
enum code masks_make(uint32_t group, enum masks_list list, uint32_t client,
    struct str mask, struct masked **row);
void masks_set(
    uint32_t group, enum masks_list list, struct masked *row, uint64_t id);
void masks_drop(struct masked *row);

/* Takes it out, if it is there; or all of all lists. */
void masks_cut(uint32_t group, enum masks_list list, struct str mask);
void masks_clear(uint32_t group);

/*
 * Is the client banned, or muted, and not exempt from that; is it one of those
 * who need not be invited? Voices are not looked at.
 */
bool masks_ban(uint32_t group, uint32_t client);
bool masks_mute(uint32_t group, uint32_t client);
bool masks_invite(uint32_t group, uint32_t client);

/*
 * A number that is another one when masks of the group were set or taken out,
 * or the client is one whom others may be for.
 */
uint64_t masks_version(uint32_t group, uint32_t client);

/* Makes those masks nobody's of which the function returns true. */
void masks_disown(uint32_t group, holders_forgive *forgive);

/*
 * One that was there in another program; CLIENT_NONE: nobody holds it. Null
 * where there is no memory. And the line behind its own, of one that was left
 * behind (holders_load).
 */
struct masked_texts {
	struct str mask;
	struct str name;
};
struct masked *masks_restore(uint32_t group, enum masks_list list, uint64_t id,
    uint32_t holder, const struct masked_texts *texts);
bool masks_load_left(struct state *state, struct masked *row);

#endif
