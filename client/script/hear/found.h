/*
 * The messages that forkcast log has found and not printed yet, the oldest
 * first. They come in pages, in one of three orders.
 */
#ifndef CLIENT_SCRIPT_HEAR_FOUND_H
#define CLIENT_SCRIPT_HEAR_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

enum found_order {
	FOUND_AFTER, /* the page goes after the others */
	FOUND_BEFORE, /* it goes before them */
	FOUND_NEWEST_FIRST /* each of its lines goes before all others */
};

void found_begin_page(enum found_order order);

/* Adds a copy of the page's next line. Ends the program if out of memory. */
void found_add(struct str line);

/* Returns how many lines were added, printed or not. */
size_t found_count(void);

/* Drops all but the last lines. */
void found_keep_last(size_t most);

/* Gets the oldest line, valid until found_drop; false if there is none. */
bool found_next(struct str *line);
void found_drop(void);

void found_free(void);

#endif
