/*
 * Admission by address, and guessing: the networks that are let in, the
 * clients, the new connections a minute and the new accounts a day that an
 * address may have, and the addresses that are blocked for a while because
 * their workers have crashed. The configuration sets the limits. On UNIX
 * sockets, the connections of each user are counted.
 *
 * A client that was let in keeps a number for its address (struct client,
 * origin), until peers_leave. A client whose real address turns out to be
 * another one leaves the first and enters the second, which may refuse it.
 *
 * An address is known for as long as there is something to remember, and so is
 * an account that was tried from it. There is room for four times as many of
 * both as there can be clients; if more come, those without clients are
 * forgotten in turn.
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
 * Returns the network of the peer of a struct client, or one for its user. All
 * others without an address share 0.0.0.0.
 */
struct network peers_of_client(
    const char *peer, const struct peer_user *peer_user);

/* Kinds of refusals, each with a rate of its own. */
enum reject_log { REJECT_LOG_FULL, REJECT_LOG_REFUSED, REJECT_LOG_KINDS };

/*
 * Logs "full: PEER (WHY)" or "refused: PEER (WHY)", or only counts
 * the refusal.
 */
void peers_log_reject(enum reject_log kind, const char *peer, struct str why);

/* Logs "refused: PEER (WHY: ACCOUNT)". */
void peers_log_account(const char *peer, struct str why, struct str account);

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

/*
 * Returns whether a connection from that address is a trusted proxy, which may
 * say whose connection it is.
 */
bool peers_trusted(const struct addr *addr);

/*
 * Guessing. After a wrong password of the server, or a wrong secret of an
 * account, the address may try nothing new for password_time. Another try of
 * the server's password, or of that account's secret, waits until the reply to
 * the wrong one is due, which takes longer each time. Reconnecting, or trying
 * over many connections at once, does not get around this. Addresses with many
 * wrong tries lately share one rate, since they may be one attacker. Exempt
 * addresses are treated like others in all this; one with no wrong tries lately
 * never waits, whatever others do.
 *
 * peers_wait returns how long a try from there must wait; 0: check it now,
 * which counts as one try. The try is for that account or, if account is empty,
 * for the server's password. peers_wait_account returns how long it must wait
 * because of the account's own wrong secrets there, even if there is no such
 * account. peers_failed notes a wrong one, and returns the delay of the reply.
 * now is ticks_mono's.
 */
usec peers_wait(const struct network *from, struct str account, usec now);
usec peers_wait_account(
    const struct network *from, struct str account, usec now);
usec peers_failed(const struct network *from, struct str account, usec now);

/*
 * Returns the name under which an account is counted. All strings that cannot
 * be names share one.
 */
struct str peers_account(struct str account);

/*
 * Counts a try, from a connected client's address, to log in to that account or
 * to register it: against account_rate for each account at each address, so
 * that nobody elsewhere can lock the owner out, and against login_rate, unless
 * exempt. False if there are too many. *before is the time of the last try from
 * there before, or 0.
 */
bool peers_login(const struct network *from, bool exempt, struct str account,
    usec now, usec *before);

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
 * Counts the connection for that user, and sets *number, as peers_enter does.
 * False, with nothing counted, if the user has too many already.
 */
bool peers_enter_user(
    struct peer_user *peer_user, uid_t user, uint32_t *number);

/*
 * Notes that the client's worker has crashed. The client still counts as
 * connected.
 */
void peers_crashed(uint32_t number, usec now);

/*
 * Counts and logs a refused connection. Returns the reason for the client, with
 * that of a ban, and what to do.
 */
#define PEERS_TEXT (BANS_REASON + 128)
struct str peers_refused(const char *peer, enum verdict verdict,
    const struct addr *addr, char room[PEERS_TEXT]);

/* The text before that reason for a newcomer that speaks IRC. */
#define PEERS_ERROR STR("ERROR :Closing link:")

/*
 * Counts a connected client again in the next program. False if there is no
 * entry for its address.
 */
bool peers_enter_again(uint64_t number);

#endif
