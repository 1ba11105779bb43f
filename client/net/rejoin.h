/*
 * Reconnecting, for the chat and for the scripts' commands: whether to try, how
 * soon, and which groups to join again.
 */
#ifndef CLIENT_NET_REJOIN_H
#define CLIENT_NET_REJOIN_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "world/world.h"

/*
 * How long to retry while our name is taken. The dead connection may hold it
 * until the server notices: it probes after 30 s without an acknowledgement,
 * and sends a ping before that.
 */
#define REJOIN_PATIENCE (120 * SEC)

#define REJOIN_TIME 32

/* The attempts to connect; all zero before the first. */
struct backoff {
	unsigned tries;
};

#define BACKOFF_FIRST SEC
#define BACKOFF_MOST (60 * SEC)

/*
 * Returns the time until the next attempt: BACKOFF_FIRST, doubled with each
 * call up to BACKOFF_MOST, less up to a half of it at random, so that the
 * clients of a restarted server do not all return at the same moment. Any
 * number will do for chance.
 */
usec backoff_next(struct backoff *backoff, uint32_t chance);

/*
 * Returns when the next attempt is due, and writes the seconds until then into
 * text: "1.2 s".
 */
usec rejoin_next(struct backoff *backoff, char text[REJOIN_TIME]);

/* Returns a number that differs between processes. */
uint32_t rejoin_random(void);

/*
 * Returns whether reconnecting makes sense after a bye with this code. It does
 * not if the server threw us out for our behaviour. A client that still waits
 * for its name (named is false) cannot help being idle.
 */
bool rejoin_after(struct str code, bool named);

/*
 * Returns a null-terminated list of groups to join: those that we are in, each
 * with a space and its key if we know one, and those of the null-terminated
 * list others. Free it with one free. Exits the program if there is no memory.
 */
char **rejoin_groups(const struct world *joined, char *const *others);

/* Returns the group in a string of rejoin_groups, without the key. */
struct str rejoin_group(const char *group);

#endif
