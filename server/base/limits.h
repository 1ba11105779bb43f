/*
 * How large the server's tables can be: each bound once, with its reason. What
 * the configuration may ask for goes up to these.
 */
#ifndef SERVER_BASE_LIMITS_H
#define SERVER_BASE_LIMITS_H

#include "shared/clock.h"

/* Clients: as many as there can be processes on a machine with pid_max as it
 * comes. */
#define SLOTS_MAX 32768

#define GROUPS_MAX 65536

/* Addresses that are listened on. */
#define LISTEN_MAX 16

/* No address is kept out for longer, however often its workers crash. */
#define KEPT_OUT_MAX (86400 * SEC)

/* The answer to a wrong password is put off by no more than this a time. */
#define PASSWORD_TIME_MAX (60 * SEC)

#endif
