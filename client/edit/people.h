/*
 * The people we have heard of, latest first; for completion. Updated from
 * every line of the server, at a cost that does not depend on their number.
 */
#ifndef CLIENT_EDIT_PEOPLE_H
#define CLIENT_EDIT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * The maximum number of people. Beyond it, the one silent for longest is
 * forgotten.
 */
#define PEOPLE_MOST 512

#define PEOPLE_CHAINS 1024

/* One person. Links are numbers in the array, from 1; 0 means nobody. */
struct person {
	char name[LIMIT_NAME];
	size_t len;
	uint16_t newer, older;
	uint16_t chained; /* the next with the same hash */
};

/* The list; all zero: nobody. */
struct people {
	struct person person[PEOPLE_MOST];
	size_t count; /* entries in use, from the start of the array */
	uint16_t newest, oldest;
	uint16_t chain[PEOPLE_CHAINS];
};

/* Notes the people in a line of the server. */
void people_note(struct people *people, const struct command *line);

/*
 * Returns whether we have heard of anybody with that name, regardless of ASCII
 * case.
 */
bool people_has(const struct people *people, struct str name);

/*
 * Return the person heard of last, and the one before a given one; null if
 * there is none. Valid until a change.
 */
const struct person *people_first(const struct people *people);
const struct person *people_next(
    const struct people *people, const struct person *person);

#endif
