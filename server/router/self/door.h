/*
 * The door: the PROXY header, the server's password, and whether guests are let
 * in; what a client can do; its silence, its faults and its quit.
 */
#ifndef SERVER_ROUTER_SELF_DOOR_H
#define SERVER_ROUTER_SELF_DOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/clock.h"

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

#endif
