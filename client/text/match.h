/* Finds words in texts, regardless of case. Pure. */
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
 * Returns the first match in styled text at or after byte from, regardless of
 * ASCII case. Escape sequences and direction marks between its letters are
 * skipped. An empty word matches nothing.
 */
struct text_match match_word(struct str text, size_t from, struct str word);

/*
 * Returns whether the name stands in the text as a word, regardless of ASCII
 * case. An empty name never does.
 */
bool match_name(struct str text, struct str name);

/*
 * Returns the text with its Latin, Greek, Cyrillic and Armenian letters in
 * lower case, in room, cut at its size. No character becomes longer or shorter.
 * Bytes that are not UTF-8 stay.
 */
struct str match_fold(struct str text, char *room, size_t size);

/*
 * Returns the length of the escape sequence or direction mark at the front, or
 * 0.
 */
size_t match_hidden(struct str text);

#endif
