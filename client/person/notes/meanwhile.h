/*
 * Arrivals in our groups, and departures, while the connection was lost. The
 * members of each group are noted from the server's lines, and after
 * a reconnection the list of names is compared with those of before.
 */
#ifndef CLIENT_PERSON_NOTES_MEANWHILE_H
#define CLIENT_PERSON_NOTES_MEANWHILE_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/members.h"

/* At most so many names are told; of further ones, only the number. */
#define MEANWHILE_NAMES 8

/* Room for the pieces of a sentence. */
#define MEANWHILE_PIECES (4 * MEANWHILE_NAMES + 12)

struct meanwhile_group {
	char name[LIMIT_GROUP];
	size_t len;
	struct members now;
	bool listed; /* all of them are known */
	struct members before; /* when the connection was lost; may be none */
	bool told; /* what has changed since before */
};

/* All zero: no groups. */
struct meanwhile {
	struct meanwhile_group *group;
	size_t count;
	bool told; /* in one of the groups */
};

/* "meanwhile in #dev: ali and sara joined; bob left", in pieces. */
struct meanwhile_news {
	struct str piece[MEANWHILE_PIECES];
	size_t count; /* 0: nothing has changed */
	struct str group;
	char joined[STR_DIGITS], left[STR_DIGITS]; /* how many others */
};

/*
 * Takes a line of the server that the session has not noted yet. "returns": we
 * are joining the groups again that we were in. Returns whether it ends the
 * list of names after a reconnection: news then tells what has changed, valid
 * until the next call. was is our name before the reconnection.
 */
bool meanwhile_note(struct meanwhile *meanwhile, const struct session *session,
    const struct command *line, bool returns, struct str was,
    struct meanwhile_news *news);

/*
 * Returns the members of a group that we are in, with their roles as far as
 * full events tell them; null if they are not known. Valid until a change.
 */
const struct members *meanwhile_members(
    const struct meanwhile *meanwhile, struct str group);

/* Notes that the connection is lost. */
void meanwhile_lost(struct meanwhile *meanwhile);

void meanwhile_free(struct meanwhile *meanwhile);

#endif
