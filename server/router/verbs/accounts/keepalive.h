/*
 * The limits on silence. A client that does not send its name within hello_time
 * is disconnected; the time that it waits for a login does not count. A client
 * that is silent for idle_time is sent a ping, and has ping_time to answer. All
 * times are of the loop's clock.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_KEEPALIVE_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_KEEPALIVE_H

#include <stdint.h>

#include "shared/clock.h"

/* Starts the time of a client that has just come in or got its name. */
void keepalive_start(uint32_t slot);

/* Notes that a line has come from a client with a name. */
void keepalive_note_line(uint32_t slot);

/* Sends a ping to a silent client, or marks it to be ended. */
void keepalive_check(uint32_t slot);

/* Returns when the client is to be judged again, or ALARMS_NEVER. */
usec keepalive_next(uint32_t slot);

#endif
