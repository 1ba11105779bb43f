/*
 * How a group is to be used: a flag for each thing that its operators may ask
 * for or forbid, its key, and how many may be in it. Data only. All of it, the
 * group's masks and its invitations among it, begins anew with a group, and
 * when the last one has left a group that is kept.
 */
#ifndef SERVER_ROUTER_MODEL_MODES_H
#define SERVER_ROUTER_MODEL_MODES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/str.h"

/* A mask; each has a letter. */
enum {
	MODE_NO_CTCP = 1 << 0, /* C: of what programs say to each other none */
	MODE_INVITE_ONLY = 1 << 1, /* i: who is invited comes in */
	MODE_MODERATED = 1 << 2, /* m: who has a role speaks */
	MODE_MEMBERS = 1 << 3, /* n: who is in it speaks */
	MODE_SECRET = 1 << 4, /* s: others do not see that it is there */
	MODE_TOPIC = 1 << 5 /* t: operators set the topic */
};
#define MODES_ALL ((1 << 6) - 1)
#define MODES_FIRST MODE_MEMBERS /* of a group that begins */

/* As many letters as there are, for modes_letters. */
#define MODES_LETTERS 6

/* All of it but masks and invitations. */
struct modes {
	unsigned flags;
	uint32_t limit; /* 0: none */
	uint8_t key_len; /* 0: none */
	char key[LIMIT_DOOR_KEY];
};

/* A group begins, or begins anew; or ends. */
void modes_begin(uint32_t group);
void modes_end(uint32_t group);

unsigned modes_of(uint32_t group);
bool modes_has(uint32_t group, unsigned flag);
void modes_set(uint32_t group, unsigned flags);

/* The flag of a letter, or 0; and the letters of some flags, in ASCII's order.
 */
unsigned modes_flag(char letter);
struct str modes_letters(unsigned flags, char room[MODES_LETTERS]);

/* The same as one word, "-" if there are none; and back: false if it is none.
 */
struct str modes_word(unsigned flags, char room[MODES_LETTERS]);
bool modes_read(struct str word, unsigned *flags);

struct str modes_key(uint32_t group); /* empty: none */
void modes_set_key(uint32_t group, struct str key);
uint32_t modes_limit(uint32_t group); /* 0: none */
void modes_set_limit(uint32_t group, uint32_t limit);

/* All of these at once. */
const struct modes *modes_get(uint32_t group);
void modes_put(uint32_t group, const struct modes *of);
bool modes_same(const struct modes *of, const struct modes *other);

/* All of these from "LETTERS LIMIT [KEY]"; false if it is none. */
bool modes_read_all(struct str text, struct modes *of);

#endif
