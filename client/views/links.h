/*
 * The addresses of web pages in a text. Only http and https are links: others
 * could run programs. Pure.
 */
#ifndef CLIENT_VIEWS_LINKS_H
#define CLIENT_VIEWS_LINKS_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Takes the first address off a text without styles, and the text up to it.
 * Returns false if there is none. Punctuation that ends a sentence, and a
 * bracket that the address does not open, are no part of it.
 */
bool links_next(struct str *text, struct str *link);

#endif
