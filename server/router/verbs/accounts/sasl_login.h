/*
 * Logging in as SASL has it (RFC 4422): by PLAIN, SCRAM-SHA-256 or EXTERNAL, in
 * steps. What a mechanism says is the keeper's affair; how far a client is with
 * it is known here. Used by accounts.c and commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_SASL_LOGIN_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_SASL_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

/* A client goes. */
void sasl_login_go(uint32_t client);

#endif
