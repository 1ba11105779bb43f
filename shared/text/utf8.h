/*
 * UTF-8 (RFC 3629) and the few properties of characters that the project needs.
 * Pure functions.
 */
#ifndef SHARED_TEXT_UTF8_H
#define SHARED_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the character at the front of s, which has len bytes. Returns its
 * length, 1 to 4, or 0 if there is none: nothing left, cut short, overlong, a
 * surrogate, above U+10FFFF.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *character);

/* Returns whether all of it is UTF-8. */
bool utf8_is_valid(const char *s, size_t len);

/* Properties (a mask); unicode.c names their sources. */
enum {
	UNI_SPACE = 1 << 0, /* white space of any kind */
	UNI_HIDDEN = 1 << 1, /* format, default-ignorable, bidi controls,
				noncharacters, characters drawn as nothing */
	UNI_LATIN = 1 << 2, /* letters of these scripts */
	UNI_GREEK = 1 << 3,
	UNI_CYRILLIC = 1 << 4,
	UNI_ARABIC = 1 << 5,
	UNI_JOINING = 1 << 6, /* Arabic letters that join with the next */
	UNI_NOT_NFKC = 1 << 7, /* an alternative form of other text: NFKC
				changes it (NFKC_Quick_Check=No), except for the
				vowel am of Thai and Lao */
	UNI_UNASSIGNED = 1 << 8, /* not assigned, or for private use */
	UNI_MARK = 1 << 9, /* without width, on the letter before it */
	UNI_PART = 1 << 10, /* without width, but part of the letter: a second
			       consonant below, a nukta, a virama */
	UNI_RECENT = 1 << 11, /* not of that width before Unicode 12 */
	UNI_JOINS = 1 << 12 /* has columns, but joins the character before it:
			       a spacing mark, a skin tone */
};
unsigned unicode_properties(uint32_t character);

/*
 * Returns whether one character exists that looks the same as both together
 * (canonical composition, Unicode Standard Annex 15).
 */
bool unicode_composes(uint32_t base, uint32_t mark);

/*
 * A character, or all of its kind. Marks on a letter are sorted by their class
 * (canonical combining class); one of 0 stays where it is.
 */
struct uni_kind {
	uint16_t properties; /* UNI_... */
	uint8_t class;
	uint8_t last; /* the class of its last mark */
	uint8_t width; /* columns */
};
const struct uni_kind *unicode_kind(uint32_t character);

/*
 * The writing systems of a character, one bit each: its scripts
 * (Script_Extensions), and the systems that use several scripts, according to
 * Unicode Technical Standard 39. All bits are set if it belongs to all of them.
 */
struct uni_scripts {
	uint64_t word[3];
};
struct uni_scripts unicode_scripts(uint32_t character);

/* The bits of the first word that have names. */
#define SCRIPT_LATIN ((uint64_t)1 << 0)
#define SCRIPT_HAN_BOPOMOFO ((uint64_t)1 << 1)
#define SCRIPT_JAPANESE ((uint64_t)1 << 2)
#define SCRIPT_KOREAN ((uint64_t)1 << 3)

/* Returns the columns of a terminal that the character takes: 0, 1 or 2. */
int unicode_width(uint32_t character);

#endif
