/*
 * Who may come in, judged by the address: the networks that are let in, how
 * many clients and how many new ones a minute an address may have, and the
 * addresses that are kept out for a while because workers of theirs have
 * crashed. UNIX sockets have no address, and are none of this file's business.
 * What is in force is the configuration's. Called by admit.c and disconnect.c.
 *
 * Who is in keeps a number for its address (struct slot's), which is to be
 * given back. A client whose address turns out to be another one leaves the old
 * one and enters the new one, which may refuse it.
 */
#ifndef SERVER_POLICY_PEERS_H
#define SERVER_POLICY_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bans.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

#define PEERS_NONE 0 /* a client that is not counted */

enum verdict {
	PEERS_WELCOME,
	PEERS_DENIED,
	PEERS_BANNED,
	PEERS_KEPT_OUT,
	PEERS_TOO_MANY,
	PEERS_TOO_FAST,
	PEERS_NOT_TRUSTED,
	PEERS_TOO_MANY_OF_USER, /* which users.c has found */
	PEERS_VERDICTS
};

/*
 * Somebody comes from there; now is clock_mono's. If welcome it is in, and
 * *number, which may be PEERS_NONE, is for peers_leave; else it is PEERS_NONE.
 */
enum verdict peers_enter(const struct addr *addr, usec now, uint32_t *number);

/*
 * Lifts a ban (bans.h), or lets in an address that is kept out for its crashes;
 * false if there is neither.
 */
bool peers_unban(const struct network *network, usec now);

/* May somebody from there say for whom it speaks? */
bool peers_trusted(const struct addr *addr);

/*
 * Somebody who is in tries to log in or to create an account: counts that;
 * false, with nothing counted, if there are too many from there by now.
 */
bool peers_login(uint32_t number, usec now);

/* It is gone: *number becomes PEERS_NONE. */
void peers_leave(uint32_t *number);

/*
 * Returns the address of somebody who is in, or its /64; of no bits for those
 * who found the table full.
 */
const struct network *peers_network(uint32_t number);

/* Its worker has died by a fault of its own; it is still in. */
void peers_crashed(uint32_t number, usec now);

/* Counts and logs that somebody who comes as peer is refused. */
void peers_refused(const char *peer, enum verdict verdict);

/*
 * Why somebody is refused: for the log, and for that person, who comes from
 * there: of a ban with its reason.
 */
#define PEERS_TEXT (BANS_REASON + 64)
struct str peers_why(enum verdict verdict);
struct str peers_text(
    enum verdict verdict, const struct addr *addr, char room[PEERS_TEXT]);

/* What stands before that text for a newcomer who speaks IRC. */
#define PEERS_ERROR STR("ERROR :Closing link:")

/* In another program, one who was in: false if nothing is known of there. */
bool peers_enter_again(uint64_t number);

#endif
