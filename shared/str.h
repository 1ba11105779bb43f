/*
 * A string that is borrowed, not owned: its start and its length. The lines of
 * the protocol are split into these in place, so that no client's text is ever
 * copied to the stack.
 */
#ifndef SHARED_STR_H
#define SHARED_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *at; /* not ended by NUL */
	size_t len; /* bytes */
};

/*
 * Forms of a string constant: its length, LITERAL as two arguments, LIT as a
 * constant initialiser of a struct str, and STR as a struct str.
 */
#define LITERAL_LEN(literal) (sizeof(literal) - 1)
#define LITERAL(literal) (literal), LITERAL_LEN(literal)
#define LIT(literal)             \
	{                        \
		LITERAL(literal) \
	}
#define STR(literal) ((struct str)LIT(literal))

/* The bytes of an object as a string. */
#define STR_BYTES(object) \
	((struct str) { (const char *)&(object), sizeof(object) })

/* The number of elements of an array. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Strings as an array, and their number, as two arguments. */
#define STRS(...)                             \
	(const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ }))

static inline struct str
str_from(const char *text)
{
	return (struct str) { text, strlen(text) };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, a.len));
}

/*
 * Returns whether the strings are equal when ASCII case is ignored: the rule
 * for names and groups.
 */
bool str_caseeq(struct str a, struct str b);

/* Compares like strcmp, ignoring ASCII case; 0 if they are str_caseeq. */
int str_casecmp(struct str a, struct str b);

/*
 * Returns a hash that is equal for strings that are str_caseeq, and the same in
 * every process. An attacker can make strings with the same hash: do not use it
 * for hash tables.
 */
uint32_t str_hash(struct str s);

/*
 * Adds a string to a hash of several, which begins with STR_HASH_START; of 64
 * bits, and else like str_hash. The order of the strings counts, but not where
 * one ends and the next begins.
 */
#define STR_HASH_START 0xcbf29ce484222325U
uint64_t str_hash_add(uint64_t hash, struct str s);

static inline bool
str_begins(struct str s, struct str with)
{
	return s.len >= with.len &&
	    (with.len == 0 || !memcmp(s.at, with.at, with.len));
}

/* Returns the byte; a letter of ASCII in lower case. */
static inline unsigned char
str_lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Drops the first count bytes. */
static inline void
str_drop(struct str *s, size_t count)
{
	s->at += count;
	s->len -= count;
}

/* Drops the string from the front of s; false if s does not begin with it. */
static inline bool
str_skip(struct str *s, struct str what)
{
	const bool begins = str_begins(*s, what);

	if (begins)
		str_drop(s, what.len);
	return begins;
}

/* Sets a text, which must fit that many bytes together with its NUL. */
void str_put(char *to, size_t size, struct str text);

/* Return the string without leading spaces; str_strip also without trailing. */
struct str str_strip_front(struct str s);
struct str str_strip(struct str s);

/* Room for the digits of any 64-bit number. */
#define STR_DIGITS 20

/* Writes the number in decimal into room; the result points into it. */
struct str str_number(uint64_t number, char room[STR_DIGITS]);

/* Returns the number in decimal, valid until the end of the block. */
#define DECIMAL(number) str_number((number), (char[STR_DIGITS]) { 0 })

/* A number and the noun, of one or of several: two strings. */
#define COUNTED(count, noun) \
	DECIMAL(count), (count) == 1 ? STR(" " noun) : STR(" " noun "s")

/*
 * Reads a whole string as a decimal number of at most max. False if it is
 * empty, has anything but digits, or is more than max; *number is then
 * unchanged.
 */
bool str_to_number(struct str s, uint64_t max, uint64_t *number);

/*
 * Reads a duration of at most max seconds, a number and its unit: "90s", "10m",
 * "2h", "3d" or "1w". False if it is none, or 0; *seconds is then unchanged.
 */
bool str_to_seconds(struct str s, uint64_t max, uint64_t *seconds);

/*
 * Returns the part of *rest before the first such byte, and drops the part and
 * the byte from *rest. Without such a byte returns all of *rest, which becomes
 * empty with a null pointer; if the byte is the last one of *rest, the pointer
 * is not null. str_word splits at spaces.
 */
struct str str_cut(struct str *rest, char byte);
struct str str_word(struct str *rest);

/* Room for "2026-11-20T07:33:20.123456Z", with years of any length. */
#define DATE_TEXT 64

/*
 * Writes the date of a time, in µs since 1970, into room, and returns it: ISO
 * 8601 (RFC 3339), in UTC, to the microsecond, as an event's ID is shown to
 * people and programs; empty if it is not a valid time.
 */
struct str str_date(uint64_t time, char room[DATE_TEXT]);

#endif
