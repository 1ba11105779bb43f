/*
 * A string that is looked at, not owned: where it starts and how long it is.
 * The lines of the protocol are cut into these in place, so that no text of a
 * client is ever copied to the stack. Used everywhere.
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
 * The length of a string constant, and the constant as two arguments, as an
 * initialiser, which has to be constant, and as a struct str.
 */
#define LITERAL_LEN(literal) (sizeof(literal) - 1)
#define LITERAL(literal) (literal), LITERAL_LEN(literal)
#define LIT(literal)             \
	{                        \
		LITERAL(literal) \
	}
#define STR(literal) ((struct str)LIT(literal))

/* The bytes of an object. */
#define STR_BYTES(object) \
	((struct str) { (const char *)&(object), sizeof(object) })

/* How many elements an array has. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

/* Equal without regard to ASCII case: the rule for names and groups. */
bool str_same(struct str a, struct str b);

/*
 * Less than, equal to or greater than 0, as strcmp says it, without regard to
 * ASCII case: 0 where they are str_same.
 */
int str_order(struct str a, struct str b);

/*
 * A hash under which strings that are str_same are equal, the same in every
 * process. Anybody can make up strings that share one: it is not for tables.
 */
uint32_t str_hash(struct str s);

static inline bool
str_begins(struct str s, struct str with)
{
	return s.len >= with.len &&
	    (with.len == 0 || !memcmp(s.at, with.at, with.len));
}

/* Drops the first bytes, of which there are so many. */
static inline void
str_drop(struct str *s, size_t count)
{
	s->at += count;
	s->len -= count;
}

/* Drops what s begins with; false where it does not. */
static inline bool
str_skip(struct str *s, struct str what)
{
	const bool begins = str_begins(*s, what);

	if (begins)
		str_drop(s, what.len);
	return begins;
}

/* Returns it without the spaces in front, or without those at both ends. */
struct str str_strip_front(struct str s);
struct str str_strip(struct str s);

/* Room for the digits of any 64-bit number. */
#define STR_DIGITS 20

/* The number in decimal, written into room; the result points into it. */
struct str str_number(uint64_t number, char room[STR_DIGITS]);

/*
 * Reads a whole string as a decimal number of at most max. False if there is
 * anything but digits, nothing at all, or more than max; *number is then left.
 */
bool str_to_number(struct str s, uint64_t max, uint64_t *number);

/*
 * Cuts off *rest what stands before the first such byte, which is dropped too.
 * A rest without one is cut off whole, and *rest becomes empty with a null
 * pointer, so that such a byte at the end can be told from the end. str_word
 * cuts at spaces.
 */
struct str str_cut(struct str *rest, char byte);
struct str str_word(struct str *rest);

#endif
