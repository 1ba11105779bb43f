/*
 * The names that have been heard of, the last one first: whom one may want to
 * speak to. Kept up to date with each line of the server, at the same cost
 * however many there are; for completion.
 */
#ifndef CLIENT_EDIT_PEOPLE_H
#define CLIENT_EDIT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Of more, those who have been silent for longest are forgotten. */
#define PEOPLE_MOST 512

#define PEOPLE_CHAINS 1024

/* Persons are known by their number in the array, from 1; 0 is nobody. */
struct person {
	char name[LIMIT_NAME];
	size_t len;
	uint16_t newer, older;
	uint16_t chained; /* the next whose name has the same hash */
};

/* All zero: nobody. */
struct people {
	struct person person[PEOPLE_MOST];
	size_t count; /* the first so many are somebody */
	uint16_t newest, oldest;
	uint16_t chain[PEOPLE_CHAINS];
};

/* Takes note of who is in a line of the server. */
void people_note(struct people *people, const struct command *line);

/* Has somebody of that name been heard of? Without regard to ASCII case. */
bool people_has(const struct people *people, struct str name);

/*
 * Who was heard of last, and who before that one; null: nobody. Valid until a
 * change.
 */
const struct person *people_first(const struct people *people);
const struct person *people_next(
    const struct people *people, const struct person *person);

#endif
