/*
 * Where a line was typed: what it means, and whom a text reaches, depends on
 * it. Pure; the face says it, input.h and words.h read it.
 */
#ifndef CLIENT_COMMANDS_WHERE_H
#define CLIENT_COMMANDS_WHERE_H

#include <stdbool.h>

#include "session/joined.h"
#include "shared/str.h"

enum where_kind {
	WHERE_NOWHERE, /* in no group yet */
	WHERE_GROUP,
	WHERE_PERSON,
	WHERE_ALL /* the window's view of all: a text goes nowhere */
};

struct where {
	enum where_kind kind;
	struct str name; /* of the group or the person */
	const struct joined *joined; /* never null */
	/* The chat fills these in. */
	struct str me; /* our name */
	bool slash; /* nothing is a command without a slash */
};

/* The current group, or nowhere: for faces without views. */
struct where where_current(const struct joined *joined);

/* Why nothing can be said there; empty: something can. A constant. */
struct str where_mute(const struct where *where);

#endif
