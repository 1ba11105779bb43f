/*
 * Completes the word before the cursor: a name, a group, a command after a
 * slash, or a command's argument. Pressing Tab again offers the next match.
 * Pure.
 */
#ifndef CLIENT_EDIT_COMPLETE_H
#define CLIENT_EDIT_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/edit.h"
#include "edit/people.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "world/world.h"

/* The longest word that can be completed, such as "#ops"; bytes. */
#define COMPLETE_WORD (2 + LIMIT_GROUP)

/* The state of a completion; all zero: the last key was not Tab. */
struct complete {
	bool active;
	size_t start; /* of the word, in the line */
	char sign; /* before the word, one of "@+#/"; or NUL */
	char typed[COMPLETE_WORD]; /* the word before the first Tab */
	size_t len;
	size_t next; /* the number of the next match to offer */
};

/* The words to choose from. Functions may be null. */
struct choice {
	const struct people *people;
	const struct world *joined;
	struct str me; /* our name, which is not offered */
	/*
	 * Returns the i-th of the client's own commands, without the slash;
	 * empty after the last. They come before the server's commands.
	 */
	struct str (*word)(size_t i);
	const char *(*key)(size_t i); /* after "/set "; null after the last */
	/* Returns the i-th word that the key takes, or the entry of its list.
	 */
	struct str (*value)(struct str key, size_t i, char room[COMPLETE_WORD]);
	const char *(*topic)(size_t i); /* of help; null after the last */

	/* Returns whether somebody is here, and is offered before others. */
	bool (*is_here)(const void *of, struct str name);
	const void *of;
};

/* Puts the next match into the line. Returns false if there is none. */
bool complete(
    struct complete *complete, struct edit *edit, const struct choice *choice);

#endif
