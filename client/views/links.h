/*
 * The addresses of web pages that the lines of a view contain. Only http and
 * https are links: others could run programs. Pure.
 */
#ifndef CLIENT_VIEWS_LINKS_H
#define CLIENT_VIEWS_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"
#include "views/view.h"

/* Room for an address: it is a part of a line of the protocol. */
#define LINKS_ROOM LIMIT_LINE

/*
 * Takes the first address off a styled text, and the text up to it, and writes
 * it into room without styles. Returns false if there is none. Punctuation that
 * ends a sentence, and a bracket that the address does not open, are no part of
 * it.
 */
bool links_next(struct str *styled, char room[LINKS_ROOM], struct str *link);

/*
 * Writes the n-th address that the members of the view have sent into room,
 * from the newest, 1. Returns false if there are fewer.
 */
bool links_find(
    const struct view *view, size_t n, char room[LINKS_ROOM], struct str *link);

#endif
