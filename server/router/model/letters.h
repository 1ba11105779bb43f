/*
 * Flags that have letters, as people say and see them. Used by modes.c and
 * client_identity.c, each with a table of its own.
 */
#ifndef SERVER_ROUTER_MODEL_LETTERS_H
#define SERVER_ROUTER_MODEL_LETTERS_H

#include <stddef.h>

#include "shared/str.h"

/* A table of them is in ASCII's order. */
struct letter {
	char letter;
	unsigned flag;
};

struct letters {
	const struct letter *at;
	size_t count;
};

#define LETTERS(table) ((struct letters) { table, COUNT(table) })

/* The flag of a letter, or 0. */
unsigned letters_flag(struct letters letters, char letter);

/* The letters of these flags, into room for all that there are. */
struct str letters_write(struct letters letters, unsigned flags, char *room);

#endif
