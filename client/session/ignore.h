/*
 * Ignored people: patterns of names, each for all groups or for one. The
 * settings fill the list; the chat checks it before it shows a line. One list
 * per program.
 */
#ifndef CLIENT_SESSION_IGNORE_H
#define CLIENT_SESSION_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

#define IGNORE_MOST 100

/* The longest pattern, in bytes: a name and some stars. */
#define IGNORE_PATTERN 64

/* The kinds of what can be ignored. A private notice is of two kinds. */
enum ignore_kind {
	IGNORE_PRIVATE = 1,
	IGNORE_PUBLIC = 2,
	IGNORE_ACTIONS = 4,
	IGNORE_NOTICES = 8,
	IGNORE_PRESENCE = 16, /* joins, leaves, quits and new names */
	IGNORE_ALL = 31
};

/*
 * Precede the kinds in an entry, or in an exception, and a text: no group's
 * name has a colon.
 */
#define IGNORE_ONLY "only:"
#define IGNORE_EXCEPT "except:"
#define IGNORE_TEXT "text:"

/* The longest text of an entry, in bytes. */
#define IGNORE_TEXT_MOST 200

/* Room for all kinds, in words, in one entry. */
#define IGNORE_KINDS 64

/* Room for an entry. */
#define IGNORE_ENTRY \
	(IGNORE_PATTERN + LIMIT_GROUP + IGNORE_KINDS + IGNORE_TEXT_MOST + 8)

/* An entry, taken apart; a part that it lacks is a null pointer. */
struct ignore_parts {
	struct str pattern;
	struct str group; /* without its sign */
	struct str kinds; /* with commas between */
	struct str text;
	struct str rest; /* nothing, if the entry is right */
	bool except; /* the entry is an exception */
};
struct ignore_parts ignore_parts(struct str entry);

/*
 * Returns the kinds that a word names: "private", or what irssi calls them,
 * such as "MSGS", regardless of case; 0 if it names none.
 */
unsigned ignore_kinds(struct str word);

/*
 * Appends " only:KIND,..." for some kinds, nothing for all of them; for an
 * exception " except:KIND,..." or " except:all".
 */
void ignore_put_kinds(struct buf *to, unsigned kinds, bool except);

/*
 * Adds "PATTERN [GROUP] [only:KIND,...] [text:TEXT]"; the group may have its
 * sign, #. In the pattern, * matches any characters and ? matches one,
 * regardless of ASCII case. With a text, the entry is for messages that contain
 * it, whatever their case; it may have * and ?, too. With except: in place of
 * only:, the entry is an exception, which wins over all others. An equal entry
 * is replaced with the new spelling. Returns null, or what is wrong.
 */
const char *ignore_add(struct str entry);

/*
 * Adds an entry that ends at a time of clock_mono. One that has no end stays.
 */
const char *ignore_add_until(struct str entry, usec until);

/* Returns how long the i-th entry still lasts; 0: it has no end. */
usec ignore_left(size_t i);

/* Returns whether both are the same entry, however their kinds are written. */
bool ignore_same(struct str one, struct str other);

/* Removes the entry, regardless of case. Returns false if there is none. */
bool ignore_remove(struct str entry);

void ignore_clear(void);

/*
 * Returns whether one of the kinds of the name is ignored in the group or, if
 * that is empty, in private messages. An entry with a group applies to that
 * group only. Our own name may match, too: the caller must exclude it.
 * ignore_has_text is for a message; entries with a text match nothing else.
 */
bool ignore_has(struct str name, struct str group, unsigned kinds);
bool ignore_has_text(
    struct str name, struct str group, unsigned kinds, struct str text);

/*
 * Returns the i-th entry, with the words that it has of "PATTERN GROUP
 * only:KIND,... text:TEXT"; empty after the last.
 */
struct str ignore_at(size_t i);

#endif
