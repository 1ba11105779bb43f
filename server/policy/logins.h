/*
 * The logins of this machine, for peer_names: a copy of the user database in
 * our memory, since asking the system may block.
 */
#ifndef SERVER_POLICY_LOGINS_H
#define SERVER_POLICY_LOGINS_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/str.h"

/* The most logins; a database with more cannot be read. */
#define LOGINS_MAX 65536

/*
 * Begins to read all logins again. The old ones stay in force until logins_turn
 * returns true, and longer if that fails, which is logged.
 */
void logins_read(void);

/* Takes what was read; true at the end. To be called once a turn. */
bool logins_turn(void);

/* Returns whether none are known yet, but they are being read. */
bool logins_is_awaited(void);

/*
 * Returns the user's login, the first if there are several. Empty if that
 * cannot be a client's name: it breaks the rules for names, or differs from
 * another user's only in case.
 */
struct str logins_name(uid_t user);

/* Returns whether the name is a login, in any case. */
bool logins_has(struct str name);

/*
 * Returns a login that looks like the name, or is the same; empty if there is
 * none. Looks at all logins, logins_count of them.
 */
size_t logins_count(void);
struct str logins_find_like(struct str name);

#endif
