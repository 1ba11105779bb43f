/*
 * A flood of lines made fewer: the first line goes out at once, and then at
 * most one in each period, the last that came, with the number of the others.
 * Pure.
 */
#ifndef CLIENT_SCRIPT_MERGE_H
#define CLIENT_SCRIPT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/* All zero but for the period: nothing has come. */
struct merge {
	usec period; /* 0: every line goes out */
	usec until; /* when the next line may go out */
	size_t count; /* lines that wait */
	size_t number; /* of the last one in the input */
	char text[LIMIT_TEXT]; /* of the last one */
	size_t len;
};

/* Adds a line, which is a valid text. */
void merge_add(struct merge *merge, struct str text, size_t number);

/* Returns when the next line is to go out; WAIT_FOR_EVER if none waits. */
usec merge_until(const struct merge *merge);

/*
 * Takes the line that stands for all that wait, of which there must be one. The
 * result is in room.
 */
struct str merge_take(struct merge *merge, usec now, char room[LIMIT_TEXT]);

#endif
