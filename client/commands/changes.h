/*
 * The changes of modes in one line, as IRC has them: "+oo-i ali sara" is three
 * changes. The server takes one that has a word at a time. Pure.
 */
#ifndef CLIENT_COMMANDS_CHANGES_H
#define CLIENT_COMMANDS_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * Reads what follows "/mode". Returns false if the server takes it as it is, or
 * if it changes nothing; otherwise, *input is a mistake, the command that was
 * meant, or ACTION_MODE with "G CHANGES [WORDS]". Its words point into the
 * line, into where, into constants, or into memory that lasts until the next
 * call.
 */
bool changes_read(
    struct str rest, const struct where *where, struct input *input);

/* The changes in "CHANGES [WORDS]" that are still to be made. */
struct changes {
	struct str letters; /* with their signs */
	struct str words;
	char sign;
	size_t spare; /* words that no letter needs */
};

struct changes changes_of(struct str text);

/*
 * Takes the next change as the server expects it, such as "+o ali", in room.
 * Returns false after the last one.
 */
bool changes_next(
    struct changes *changes, char room[LIMIT_LINE], struct str *change);

#endif
