/*
 * Logging in with SASL (RFC 4422): by PLAIN, SCRAM-SHA-256 or EXTERNAL, in
 * steps. This module knows how far each client is; the keeper judges the
 * messages of the mechanisms.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_SASL_LOGIN_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_SASL_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

/* Forgets a client that goes. */
void sasl_login_go(uint32_t client);

#endif
