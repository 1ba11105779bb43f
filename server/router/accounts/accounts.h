/* Accounts: who is logged in to which, and secrets. */
#ifndef SERVER_ROUTER_ACCOUNTS_ACCOUNTS_H
#define SERVER_ROUTER_ACCOUNTS_ACCOUNTS_H

#include <stdbool.h>

#include "router/delivery/answers.h"
#include "router/model/conns.h"
#include "shared/str.h"

/* Logs the client in to that account, or out if it is empty. */
void accounts_set(conn_id who, struct str account);

/*
 * Checks the secret of "login ACCOUNT SECRET", or of oper. Returns true with
 * the account, as it is spelled, if it is right; else the outcome is that of
 * the command, which waits or is answered.
 */
bool accounts_check(conn_id who, const struct command *command,
    struct str *account, enum outcome *outcome);

/*
 * Refuses a secret of that account, which has been counted as wrong, with the
 * reason for the log.
 */
enum outcome accounts_deny(conn_id who, const struct command *command,
    struct str account, struct str why);

/*
 * Returns a login name that this name could be taken for, if names are those of
 * logins; else an empty string. Charges for the search.
 */
struct str accounts_like_login(struct str name);

#endif
