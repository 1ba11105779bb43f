/*
 * Whose coming and going is to be shown: of those who have spoken lately. It
 * remembers the last few thousand people, a person in two groups being two.
 * Pure, and as fast with many as with few; the window asks it for each line.
 */
#ifndef CLIENT_VIEWS_PRESENCE_H
#define CLIENT_VIEWS_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

enum presence_mode { PRESENCE_SMART, PRESENCE_ALL, PRESENCE_OFF };

/* Who has spoken in that time is of interest. */
#define PRESENCE_SPOKEN (30 * 60 * SEC)

/* Who comes, speaks and goes within that time is a script. */
#define PRESENCE_SCRIPT (10 * SEC)

/* People are kept in sets by their hash; a set forgets the longest silent. */
#define PRESENCE_SETS 1024
#define PRESENCE_WAYS 4

struct presence_note {
	uint64_t who; /* a hash of name and group; 0: free */
	usec spoke; /* 0: not that we know */
	usec came; /* likewise */
};

/* All zero: nobody. */
struct presence {
	struct presence_note note[PRESENCE_SETS][PRESENCE_WAYS];
};

/*
 * Notes a line of the server (join, leave, quit, name or msg; others are not of
 * interest) for a group in which it is seen, and tells if it is to be shown
 * there: talk always is. Those of our own are the caller's matter. The clock
 * may be either of the two, but always the same.
 *
 * smart: a coming or going is shown of who has spoken in that group in the last
 * 30 minutes. Who came, spoke and goes within 10 s goes unseen, as he came, and
 * has not spoken: so is a script.
 */
bool presence_shows(struct presence *presence, enum presence_mode mode,
    const struct command *line, struct str group, usec now);

#endif
