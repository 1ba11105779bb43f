/*
 * How large the server's tables can be: each bound once, with its reason. What
 * the configuration may ask for goes up to these.
 */
#ifndef SERVER_BASE_MEM_LIMITS_H
#define SERVER_BASE_MEM_LIMITS_H

#include "shared/clock.h"
#include "shared/limits.h"

/* As many as there can be processes on a machine with pid_max as it comes. */
#define CLIENTS_MAX 32768

/* Children that are no client's. */
#define HELPERS_MAX 8

/* Children: a slot for each. */
#define SLOTS_MAX (CLIENTS_MAX + HELPERS_MAX)

/* Descriptors of the parent: two for each child, and what else it has. */
#define FDS_MAX (2 * SLOTS_MAX + 256)

#define GROUPS_MAX 65536

/* Of what its client says a worker has no more than this, in bytes. */
#define WORKER_HOLDS ((size_t)33 * LIMIT_LINE)

/* Boxes, what may wait in one of them, and items and takers in all. */
#define BOXES_MAX 100
#define BOX_ITEMS_MAX 1000
#define ITEMS_MAX 131072
#define TAKERS_MAX 65536

/* Of what clients leave with the server, in bytes, of each kind. */
#define MEMORY_MAX ((size_t)1 << 30)

/* Accounts; a file of them is read at once, and written at each change. */
#define ACCOUNTS_MAX 50000

/* Addresses that are listened on. */
#define LISTEN_MAX 16

/* No address is kept out for longer, however often its workers crash. */
#define KEPT_OUT_MAX (86400 * SEC)

/* The answer to a wrong password is put off by no more than this a time. */
#define PASSWORD_TIME_MAX (60 * SEC)

#endif
