/*
 * The place where a line was typed: it decides the meaning, and whom a text
 * reaches. Pure; the interface fills it in, input.h and words.h read it.
 */
#ifndef CLIENT_CHAT_WORDS_WHERE_H
#define CLIENT_CHAT_WORDS_WHERE_H

#include <stdbool.h>

#include "shared/str.h"
#include "world/world.h"

enum where_kind {
	WHERE_NOWHERE, /* we are in no group */
	WHERE_GROUP,
	WHERE_PERSON,
	WHERE_ALL /* the view of all, from which no text can be sent */
};

struct where {
	enum where_kind kind;
	struct str name; /* of the group or the person */
	const struct world *joined; /* never null */
	bool views; /* people have views as well as groups */
	/* The chat fills these in. */
	struct str me; /* our name */
	bool slash; /* commands need a slash */
	bool person; /* a person reads the answers, not a program */
};

/*
 * Returns the current group as the place, or WHERE_NOWHERE if we are in none;
 * for interfaces without views.
 */
struct where where_current(const struct world *joined);

/* Returns the sign before a group's name in an answer. */
struct str where_sign(const struct where *where);

/* Returns why no text can be sent from there, a constant; empty if it can. */
struct str where_mute(const struct where *where);

#endif
