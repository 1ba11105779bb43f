/*
 * Bans, by the operator: networks from which nobody is let in, whatever the
 * configuration says, until they are lifted, or their time is over. Filled by
 * orders and by what the keeper has kept; asked by peers.c.
 */
#ifndef SERVER_POLICY_BANS_H
#define SERVER_POLICY_BANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* What a reason may have, in bytes. */
#define BANS_REASON LIMIT_TOPIC

struct ban {
	struct network network;
	uint64_t until; /* clock_wall; 0: it does not end */
	struct str reason; /* empty: none; until the bans change */
	bool kept; /* the keeper has said so */
	enum code refused; /* or that it never will; CODE_OK: no */
};

/* Can that be a reason? Formatting and TAB are none, for it is logged too. */
bool bans_is_reason(struct str text);

/*
 * From now on; in the place of one of the same network. False if there are too
 * many, or no memory: then nothing has changed.
 */
bool bans_add(const struct ban *ban);

/* False: there is none such. */
bool bans_lift(const struct network *network);

/* Is there one that the address is in? The smallest network counts. */
bool bans_match(const struct ip *ip, struct ban *ban);

/* The one of that network; false: there is none. Is its time over? */
bool bans_find(const struct network *network, struct ban *ban);
bool bans_is_over(const struct ban *ban);

/*
 * Those whose time is over go, unless the clock by which it is has moved: if it
 * is set right they may count again. All by number, up to the last.
 */
void bans_expire(void);
bool bans_get(size_t number, struct ban *ban);

/*
 * Another keeper is to say what it has kept; and it has kept that one, or has
 * refused to.
 */
void bans_unkept(void);
void bans_keep(const struct network *network);
void bans_refuse(const struct network *network, enum code why);

/* How often one was added or lifted, or another keeper was there. */
uint64_t bans_changes(void);

/*
 * "NETWORK UNTIL [REASON]", as the keeper has them, and back: false if that is
 * none.
 */
#define BANS_TEXT (NETWORK_TEXT + 1 + STR_DIGITS + 1 + BANS_REASON)
struct str bans_text(const struct ban *ban, char room[BANS_TEXT]);
bool bans_read(struct str text, struct ban *ban);

#endif
