/*
 * The place where something was typed, kept for texts that go there later, even
 * if the person looks elsewhere by then.
 */
#ifndef CLIENT_PERSON_PLACE_H
#define CLIENT_PERSON_PLACE_H

#include "commands/where.h"
#include "shared/limits.h"
#include "shared/str.h"

struct chat;
struct console;

struct place_kept {
	char origin[LIMIT_GROUP + 4]; /* the prefix of ui.h */
	size_t origin_len;
	char name[LIMIT_GROUP]; /* of the group or person, or empty */
	size_t name_len;
};

/* Keeps the place where the person now types to that chat. */
void place_keep(struct place_kept *place, struct chat *chat);

/* Keeps the place of a line for that chat, with its prefix, if it had one. */
void place_keep_typed(struct place_kept *place, struct chat *chat,
    const struct where *where, struct str origin);

/*
 * Returns the chat of the place, and the place in *where, which is valid as
 * long as *place; null if texts cannot go there any more.
 */
struct chat *place_find(const struct place_kept *place,
    const struct console *console, struct where *where);

/* Returns the prefix for input lines. */
struct str place_origin(const struct place_kept *place);

#endif
