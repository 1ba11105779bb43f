/*
 * Decides which joins, leaves, quits and renamings are shown: those of people
 * who have spoken lately. It remembers the last few thousand people, separately
 * for each group. Pure; the cost of a line does not depend on their number.
 */
#ifndef CLIENT_VIEWS_PRESENCE_H
#define CLIENT_VIEWS_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

enum presence_mode { PRESENCE_SMART, PRESENCE_ALL, PRESENCE_OFF };

/* How long somebody who has spoken is of interest. */
#define PRESENCE_SPOKEN (30 * 60 * SEC)

/*
 * Somebody who comes, speaks and goes within this time is taken for a script.
 */
#define PRESENCE_SCRIPT (10 * SEC)

/*
 * The size of the cache: people are kept in sets by their hash, and a full set
 * forgets the one silent for longest.
 */
#define PRESENCE_SETS 1024
#define PRESENCE_WAYS 4

struct presence_note {
	uint64_t who; /* hash of name and group; 0: free */
	usec spoke; /* 0: not as far as we know */
	usec came; /* 0: unknown, or it was shown */
};

/* The cache; all zero: nobody. */
struct presence {
	struct presence_note note[PRESENCE_SETS][PRESENCE_WAYS];
};

/*
 * Notes a line of the server (join, leave, quit, name or msg; others do not
 * matter) in a group where it would appear, and returns whether to show it
 * there. Messages are always shown. The caller handles our own lines. now may
 * be of clock_wall or of clock_mono, but always of the same clock.
 *
 * Smart mode shows a join or leave if the person has spoken in that group in
 * the last 30 minutes. But somebody who joins, speaks and leaves within 10 s is
 * probably a script: its leave is hidden, as was its join.
 */
bool presence_shows(struct presence *presence, enum presence_mode mode,
    const struct command *line, struct str group, usec now);

#endif
