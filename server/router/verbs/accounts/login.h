/*
 * Login of a client: the PROXY header, the server's password, and its name,
 * which may be free, taken, or look like another.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_LOGIN_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_LOGIN_H

#include <stdint.h>

#include "router/delivery/answers.h"

/* Returns how far the client has come: a STATE_ of grammar.h. */
unsigned login_state(uint32_t client);

/* Ends a client whose first line is not of the protocol that was expected. */
enum outcome login_foreign(uint32_t client, uint64_t pause);

#endif
