/*
 * Completion of the word before the cursor: a name, a group, behind a slash a
 * command, or what that command is about. Pressed again, Tab offers the next
 * one that fits. Pure; used by the chat.
 */
#ifndef CLIENT_EDIT_COMPLETE_H
#define CLIENT_EDIT_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/edit.h"
#include "edit/people.h"
#include "session/joined.h"
#include "shared/limits.h"
#include "shared/str.h"

/* All zero: the last key was no Tab. */
struct complete {
	bool active;
	size_t start; /* of the word, in the line */
	char typed[LIMIT_GROUP + 1]; /* of the word, when it was begun */
	size_t len;
	size_t next; /* which of those that fit is to come */
};

/* Who is where the line goes, in the order of names. All zero: nobody. */
struct crowd {
	const void *of;
	size_t count;
	struct str (*at)(const void *of, size_t i);
	size_t (*from)(const void *of, struct str name); /* not before it */
	bool (*has)(const void *of, struct str name);
};

/* What there is to choose from. What is zero is not there. */
struct choice {
	const struct people *people;
	const struct joined *joined;
	struct str me; /* is not offered */
	/* The client's own words, as typed behind the slash; empty behind the
	   last. They come before the server's commands. */
	struct str (*word)(size_t i);
	const char *(*key)(size_t i); /* behind "/set "; null behind the last */
	struct crowd crowd; /* come before all other people */
};

/* Puts the next word that fits into the line; false if there is none. */
bool complete(
    struct complete *complete, struct edit *edit, const struct choice *choice);

#endif
