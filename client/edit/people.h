/*
 * The people we have heard of, latest first; for completion. Updated from
 * every line of the server.
 */
#ifndef CLIENT_EDIT_PEOPLE_H
#define CLIENT_EDIT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * The maximum number of people. Beyond it, the one silent for longest is
 * forgotten.
 */
#define PEOPLE_MOST 512

struct person {
	char name[LIMIT_NAME];
	size_t len;
};

/* The list, latest first; all zero: nobody. */
struct people {
	struct person person[PEOPLE_MOST];
	size_t count;
};

/* Notes the people in a line of the server. */
void people_note(struct people *people, const struct command *line);

/*
 * Returns whether we have heard of anybody with that name, regardless of ASCII
 * case.
 */
bool people_has(const struct people *people, struct str name);

#endif
