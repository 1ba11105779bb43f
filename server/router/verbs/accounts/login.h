/*
 * How a client comes to its name: whose connection it is, the server's
 * password, and which names are free, taken, or look like another's. Called by
 * commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_LOGIN_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_LOGIN_H

#include <stdint.h>

#include "router/delivery/answers.h"

/* How far the client has come: a STATE_ of grammar.h. */
unsigned login_state(uint32_t client);

/* What came first was of another protocol than it had to be: it is the end. */
enum outcome login_foreign(uint32_t client);

#endif
