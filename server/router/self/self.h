/*
 * What one says of oneself: at the door, in one's profile, and of those whom
 * one watches.
 */
#ifndef SERVER_ROUTER_SELF_SELF_H
#define SERVER_ROUTER_SELF_SELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/model/clients.h"
#include "router/model/conns.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * The door (door.c): the PROXY header, the server's password, and whether
 * guests are let in; what a client can do; its silence, its faults and its
 * quit.
 */

/*
 * From now on, newcomers need an account to get a name, or not; whoever has a
 * name stays. door_is_shut_to returns whether this client can get none.
 */
void door_shut(bool on);
bool door_is_shut_to(conn_id who);

/* Returns how far the client has come: a STATE_ of grammar.h. */
unsigned door_state(conn_id who);

/*
 * The limits on silence. A client that does not send its name within hello_time
 * is disconnected; the time that it waits for a login does not count. A client
 * that is silent for idle_time is sent a ping, and has ping_time to answer. All
 * times are of the loop's clock.
 */

/* Starts the time of a client that has just come in or got its name. */
void door_keepalive_start(uint32_t slot);

/* Notes that a line has come from a client with a name. */
void door_keepalive_note(uint32_t slot);

/*
 * Sends a ping to a silent client, or marks it to be ended. Returns when the
 * client is to be judged again, or ALARMS_NEVER.
 */
usec door_keepalive_check(uint32_t slot);

/*
 * Answers a client whose password or secret was wrong, when that is due:
 * refuses it with the text, or disconnects the client for too many.
 */
enum outcome door_answer_denied(conn_id who, const struct command *command,
    struct str text, struct str bye);

/*
 * Tells clients that have asked (can) of their new offers, when the keeper has
 * come or gone or the configuration has changed: the ways to log in, whether
 * they can create an account, and whether there is a history.
 */
void door_offers_changed(void);

/*
 * The profile (profile.c): the form in which clients want events, their user,
 * real name and flags, whether they are away; and whether they are operators of
 * the server, flag S.
 */

/*
 * Tells those who share a group with the client, or the client itself, which
 * has not asked for it, that its account has changed.
 */
void profile_account(conn_id who, bool itself);

/*
 * Returns whether the connection is an operator's. profile_make_oper makes it
 * one by that account.
 */
bool profile_is_oper(conn_id who);
void profile_make_oper(conn_id who, struct str account);

/*
 * Ends the powers of operators whose account is this one, which was removed, or
 * which the configuration does not name. Each is told by a flag event. So it
 * ends that a client serves, if the configuration does not name its account.
 */
void profile_review_opers(struct str removed);

/*
 * The words that clients have said about others (watches.c): names that they
 * watch, servers for which they are a bridge, and the account that makes one an
 * operator of the server. They go with the connection that has said them.
 */

/*
 * The reason for being away that is shown in groups where the client may not
 * speak.
 */
#define WATCHES_AWAY STR("away")

/* Tells the watchers that its client has got its name, or is to lose it. */
void watches_tell(conn_id who, bool comes);

/*
 * watches_add adds a word, unless it is there; false: there are too many, of
 * the connection's or in all. watches_has returns whether it has any of that
 * kind. watches_drop drops all that it has of that kind. watches_who returns
 * the next connection with that word, or CONN_NONE, and watches_next the next
 * word of the connection, or an empty one; *cursor is WORDS_FIRST at first.
 * watches_count returns how many there are.
 */
enum words_kind { WORDS_WATCHED, WORDS_SERVED, WORDS_OPER, WORDS_KINDS };
#define WORDS_FIRST UINT32_MAX
bool watches_add(enum words_kind kind, conn_id who, struct str word);
bool watches_has(enum words_kind kind, conn_id who);
void watches_drop(enum words_kind kind, conn_id who);
conn_id watches_who(enum words_kind kind, struct str word, uint32_t *cursor);
struct str watches_next(enum words_kind kind, conn_id who, uint32_t *cursor);
size_t watches_count(enum words_kind kind);

#endif
