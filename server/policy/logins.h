/*
 * Who has a login on this machine, for peer_names: a copy of the user database
 * in memory of our own, for to ask the system may block. Used by reload.c and
 * commands.c.
 */
#ifndef SERVER_POLICY_LOGINS_H
#define SERVER_POLICY_LOGINS_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/error.h"
#include "shared/str.h"

/* More than these are too many. */
#define LOGINS_MAX 65536

/*
 * Reads all of them anew, which takes its time where the database is not a
 * file. Those that were known before stay until logins_use. False with *why if
 * that fails.
 */
bool logins_read(struct error *why);

/* Puts in force what was read last. */
void logins_use(void);

/*
 * The user's login, the first if there are several; empty where there is none
 * that can be a client's name: it breaks the rules of names, or is another
 * user's but for case.
 */
struct str logins_name(uid_t user);

/* Is the name a login, in whatever case? */
bool logins_has(struct str name);

/* A login that looks like the name, or is it; empty where there is none. */
struct str logins_like(struct str name);

#endif
