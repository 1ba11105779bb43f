/*
 * UTF-8 (RFC 3629) and the few properties of characters that the project
 * needs. Pure functions; used by names.c and by the client's display.
 */
#ifndef SHARED_TEXT_UTF8_H
#define SHARED_TEXT_UTF8_H

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
				noncharacters, what is drawn as nothing */
	UNI_LATIN = 1 << 2, /* letters of these scripts */
	UNI_GREEK = 1 << 3,
	UNI_CYRILLIC = 1 << 4,
	UNI_ARABIC = 1 << 5,
	UNI_JOINING = 1 << 6, /* Arabic letters that join with the next */
	UNI_DOUBLE = 1 << 7, /* another way to write something: NFKC changes
				it (NFKC_Quick_Check=No), Thai's and Lao's
				vowel am excepted */
	UNI_NOBODYS = 1 << 8, /* not assigned, or for private use */
	UNI_MARK = 1 << 9, /* without width, on the letter before it */
	UNI_PART = 1 << 10 /* likewise, but a part of the letter: a second
			      consonant below, a nukta, a virama */
};
unsigned unicode_properties(uint32_t character);

/*
 * Is there one character for both together (canonical composition, Unicode
 * Standard Annex 15), so that they cannot be told from it by eye?
 */
bool unicode_composes(uint32_t base, uint32_t mark);

/*
 * In which order marks on a letter are to stand (canonical combining class);
 * 0: where they are.
 */
unsigned unicode_class(uint32_t character);

/* The same of the last mark that is in a character, or of a mark itself. */
unsigned unicode_last_class(uint32_t character);

/*
 * The writing systems that a character is used in, a bit for each: its scripts
 * (Script_Extensions), and what is written with several of them, as Unicode
 * Technical Standard 39 has it. All bits for what is used in all of them.
 */
struct uni_scripts {
	uint64_t word[3];
};
const struct uni_scripts *unicode_scripts(uint32_t character);

/* The bits of the first word that have names. */
#define SCRIPT_LATIN ((uint64_t)1 << 0)
#define SCRIPT_HAN_BOPOMOFO ((uint64_t)1 << 1)
#define SCRIPT_JAPANESE ((uint64_t)1 << 2)
#define SCRIPT_KOREAN ((uint64_t)1 << 3)

/* Columns of a terminal that the character takes: 0, 1 or 2. */
int unicode_width(uint32_t character);

#endif
