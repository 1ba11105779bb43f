/* Flags that have letters, as clients send and see them. */
#ifndef SERVER_ROUTER_MODEL_LETTERS_H
#define SERVER_ROUTER_MODEL_LETTERS_H

#include <stddef.h>

#include "shared/str.h"

/* One flag; a table of these is in the order of ASCII. */
struct letter {
	char letter;
	unsigned flag;
};

struct letters {
	const struct letter *at;
	size_t count;
};

#define LETTERS(table) ((struct letters) { table, COUNT(table) })

/* Returns the flag of a letter, or 0. */
unsigned letters_flag(struct letters letters, char letter);

/*
 * Writes the letters of these flags into room, which must hold all of the
 * table's.
 */
struct str letters_write(struct letters letters, unsigned flags, char *room);

#endif
