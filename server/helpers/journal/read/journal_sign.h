/*
 * A signature of many texts: a set of bits, with one for each three bytes in a
 * row of any of them, in lower case (a Bloom filter). If a bit of another text
 * is not in it, none of them has that text in it; a search need not look at
 * them. On disk a signature is text: six bits a character, from '0' to 'o'.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_SIGN_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * The bits of a signature, as a power of 2; its bytes, of which a few are not
 * used; and its characters on disk.
 */
#define JOURNAL_SIGN_BITS 12
#define JOURNAL_SIGN (((1 << JOURNAL_SIGN_BITS) / 8 + 2) / 3 * 3)
#define JOURNAL_SIGN_TEXT (JOURNAL_SIGN / 3 * 4)

/* The character of six bits that are set. */
#define JOURNAL_SIGN_FULL 'o'

/* The bits of a wanted text, at most: those of more bytes are left out. */
#define JOURNAL_SIGN_MOST 64

struct journal_sign_wanted {
	uint16_t bit[JOURNAL_SIGN_MOST];
	size_t count; /* 0: the text is too short for a signature */
};

/* Sets the bits of one more text. */
void journal_sign_add(unsigned char sign[JOURNAL_SIGN], struct str text);

/* Writes the signature as text. */
void journal_sign_write(
    const unsigned char sign[JOURNAL_SIGN], char text[JOURNAL_SIGN_TEXT]);

/* Returns the bits of a wanted text, which is in lower case. */
struct journal_sign_wanted journal_sign_learn(struct str text);

/* Returns whether the texts of a signature may have the wanted one in them. */
bool journal_sign_allows(const char text[JOURNAL_SIGN_TEXT],
    const struct journal_sign_wanted *wanted);

#endif
