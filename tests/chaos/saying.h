/*
 * The names of the clients, their groups and their texts. Each tells its owner,
 * so that any receiver can tell whether it is unchanged.
 */
#ifndef TESTS_CHAOS_SAYING_H
#define TESTS_CHAOS_SAYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* Groups are known by their numbers, and by masks of these. */
#define SAYING_GROUPS 8

#define SAYING_NAME 32 /* room for a name */
#define SAYING_TEXT 3072 /* room for a text */

/* A client from connect to end, its life, and how often it was renamed. */
struct speaker {
	uint32_t life;
	uint32_t renames;
};

/* Its name, written into room. */
struct str saying_name(struct speaker speaker, char room[SAYING_NAME]);

/* Whose name it is; false if it can be nobody's. */
bool saying_whose(struct str name, struct speaker *speaker);

/* A group's title; and the number of a title, or SAYING_GROUPS. */
struct str saying_title(size_t group);
size_t saying_group(struct str title);

/*
 * Writes the life's message of that number into room: the number, a space, and
 * letters that depend on both, mostly few.
 */
struct str saying_text(uint32_t life, uint32_t number, char room[SAYING_TEXT]);

/* Is the text that of a message of the life? If so, of which. */
bool saying_is(struct str text, uint32_t life, uint32_t *number);

#endif
