/*
 * Admission by address: the networks that are let in, the clients, the new
 * connections a minute and the new accounts a day that an address may have, and
 * the addresses that are blocked for a while because their workers have
 * crashed. The configuration sets the limits. On UNIX sockets, the connections
 * of each user are counted.
 *
 * A client that was let in keeps a number for its address (struct client,
 * origin), until peers_leave. A client whose real address turns out to be
 * another one leaves the first and enters the second, which may refuse it.
 *
 * An address is known for as long as there is something to remember. There is
 * room for twice as many as there can be clients; if more come, those without
 * clients are forgotten in turn.
 */
#ifndef SERVER_POLICY_PEERS_H
#define SERVER_POLICY_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "policy/bans.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

/* The user that a connection is counted for. */
struct peer_user {
	bool is_known; /* it came over a UNIX socket */
	uid_t user;
};

/*
 * Finds the user who has connected to the UNIX socket; false if the system does
 * not tell.
 */
bool users_peer(int fd, uid_t *user);

/*
 * Returns the network of the peer of a struct client. All clients without an
 * address, such as those on UNIX sockets, share 0.0.0.0.
 */
struct network origins_of(const char *peer);

/* Returns the network as origins_of does, but tells such users apart. */
struct network origins_of_client(
    const char *peer, const struct peer_user *peer_user);

/*
 * Returns whether the peer's address is exempt from counting. True for a client
 * without an address.
 */
bool origins_is_exempt(const char *peer);

/* Kinds of refusals, each with a rate of its own. */
enum reject_log { REJECT_LOG_FULL, REJECT_LOG_REFUSED, REJECT_LOG_KINDS };

/*
 * Logs "full: PEER turned away (WHY)" or "refused: PEER (WHY)", or only counts
 * the refusal.
 */
void reject_log_add(enum reject_log kind, const char *peer, struct str why);

#define PEERS_NONE 0 /* a client that is not counted */

enum verdict {
	PEERS_WELCOME,
	PEERS_DENIED,
	PEERS_BANNED,
	PEERS_KEPT_OUT,
	PEERS_TOO_MANY,
	PEERS_TOO_FAST,
	PEERS_NOT_TRUSTED,
	PEERS_TOO_MANY_OF_USER,
	PEERS_VERDICTS
};

/*
 * Admits or refuses a connection from that address; now is clock_mono's. If
 * welcome, it counts as connected, and *number, which may be PEERS_NONE, is for
 * peers_leave; otherwise *number is PEERS_NONE.
 */
enum verdict peers_enter(const struct addr *addr, usec now, uint32_t *number);

/* Lifts a ban (bans.h), or a block after crashes. False if there is neither. */
bool peers_unban(const struct network *network, usec now);

/*
 * Returns whether a connection from that address is a trusted proxy, which may
 * say whose connection it is.
 */
bool peers_trusted(const struct addr *addr);

/*
 * Counts a try, by a connected client, to log in or to register. False, with
 * nothing counted, if there are too many from its address.
 */
bool peers_login(uint32_t number, usec now);

/*
 * peers_may_register returns whether another account may be registered today
 * from there (the peer of struct client), and peers_register counts one. Exempt
 * addresses, and clients without an address, are not limited.
 */
#define PEERS_ACCOUNTS 3 /* a day */
bool peers_may_register(const char *peer, usec now);
void peers_register(const char *peer, usec now);

/* Notes that the client has left, and sets *number to PEERS_NONE. */
void peers_leave(uint32_t *number);

/*
 * Counts the connection for that user, until users_leave. False, with nothing
 * counted, if the user has max connections already (0: no limit).
 */
bool users_enter(struct peer_user *peer_user, uid_t user, size_t max);

/* Ends the count of the connection for its user, if it has one. */
void users_leave(struct peer_user *peer_user);

/*
 * Notes that the client's worker has crashed. The client still counts as
 * connected.
 */
void peers_crashed(uint32_t number, usec now);

/* Counts and logs a refused connection. */
void peers_refused(const char *peer, enum verdict verdict);

/*
 * Returns the reason of a refusal for the client that is refused, with the
 * reason of a ban.
 */
#define PEERS_TEXT (BANS_REASON + 64)
struct str peers_text(
    enum verdict verdict, const struct addr *addr, char room[PEERS_TEXT]);

/* The text before peers_text for a newcomer that speaks IRC. */
#define PEERS_ERROR STR("ERROR :Closing link:")

/*
 * Counts a connected client again in the next program. False if there is no
 * entry for its address.
 */
bool peers_enter_again(uint64_t number);

#endif
