/*
 * What comes of silence: a client that does not say its name goes after
 * hello_time, in which what it waits for a login does not count, and one that
 * says nothing for idle_time is asked for a sign of life, which it has
 * ping_time to give. By the loop's clock; called by deadlines.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_KEEPALIVE_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_KEEPALIVE_H

#include <stdint.h>

#include "shared/clock.h"

/* The client has just come in, or has just got its name. */
void keepalive_begins(uint32_t slot);

/* A line has come from the client, which has a name. */
void keepalive_hears(uint32_t slot);

/* Asks who has been silent, or marks it as ended. */
void keepalive_judge(uint32_t slot);

/* When it is to be judged again, or ALARMS_NEVER. */
usec keepalive_next(uint32_t slot);

#endif
