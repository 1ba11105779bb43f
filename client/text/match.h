/*
 * Finds a word in styled text, regardless of ASCII case. Escape sequences and
 * direction marks between its letters are skipped. Pure.
 */
#ifndef CLIENT_TEXT_MATCH_H
#define CLIENT_TEXT_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* A part of a text, in bytes; empty if nothing was found. */
struct text_match {
	size_t from, end;
};

/*
 * Returns the first match at or after byte from. An empty word matches nothing.
 */
struct text_match match_word(struct str text, size_t from, struct str word);

/*
 * Returns the length of the escape sequence or direction mark at the front, or
 * 0.
 */
size_t match_hidden(struct str text);

#endif
