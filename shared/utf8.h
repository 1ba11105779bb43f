/*
 * UTF-8 (RFC 3629) and the few properties of characters that the project
 * needs. Pure functions; used by names.c and by the client's display.
 */
#ifndef SHARED_UTF8_H
#define SHARED_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the character at the front of s, which has len bytes. Returns its
 * length, 1 to 4, or 0 where there is none: nothing left, cut short, overlong,
 * a surrogate, above U+10FFFF.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *character);

/* Properties; unicode.c says from which data they come. A mask. */
enum {
	UNI_SPACE = 1 << 0, /* white space of any kind */
	UNI_HIDDEN = 1 << 1, /* format, default-ignorable, bidi controls,
				noncharacters, U+2800 */
	UNI_LATIN = 1 << 2, /* letters of these scripts */
	UNI_GREEK = 1 << 3,
	UNI_CYRILLIC = 1 << 4,
	UNI_ARABIC = 1 << 5,
	UNI_JOINING = 1 << 6, /* Arabic letters that join with the next */
	UNI_DOUBLE = 1 << 7 /* another way to write what has its own character
			       (NFC_Quick_Check=No) */
};
unsigned unicode_properties(uint32_t character);

/*
 * Is there one character for both together (canonical composition, Unicode
 * Standard Annex 15), so that they cannot be told from it by eye?
 */
bool unicode_composes(uint32_t base, uint32_t mark);

/* Columns of a terminal that the character takes: 0, 1 or 2. */
int unicode_width(uint32_t character);

#endif
