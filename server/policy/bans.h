/*
 * The operator's bans: networks from which nobody is let in, whatever the
 * configuration says, until the ban is lifted or expires. The operator's
 * commands and the keeper add them.
 */
#ifndef SERVER_POLICY_BANS_H
#define SERVER_POLICY_BANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* The longest reason, in bytes. */
#define BANS_REASON LIMIT_TOPIC

struct ban {
	struct network network;
	uint64_t until; /* clock_wall; 0: does not expire */
	struct str reason; /* empty: none */
};

/*
 * Returns whether the text can be a reason. Formatting and TAB are not allowed,
 * because it is logged, too.
 */
bool bans_is_reason(struct str text);

/*
 * Adds a ban, replacing one of the same network. False if there are too many or
 * no memory; nothing has changed then.
 */
bool bans_add(const struct ban *ban);

/* Lifts a ban; false if there is none. */
bool bans_lift(const struct network *network);

/*
 * Return a ban, valid until the bans change, or null if there is none.
 * bans_match returns the ban in force that covers the address with the smallest
 * network, bans_find the ban of exactly that network, and bans_get the ban with
 * that number, from 0.
 */
const struct ban *bans_match(const struct ip *ip);
const struct ban *bans_find(const struct network *network);
const struct ban *bans_get(size_t number);

/* Returns whether the ban has expired. */
bool bans_is_over(const struct ban *ban);

/*
 * Write and read a ban as the keeper stores it: "NETWORK UNTIL [REASON]".
 * Reading returns false if the text is invalid.
 */
#define BANS_TEXT (NETWORK_TEXT + 1 + STR_DIGITS + 1 + BANS_REASON)
struct str bans_text(const struct ban *ban, char room[BANS_TEXT]);
bool bans_read(struct str text, struct ban *ban);

#endif
