/*
 * Logging in as SASL has it (RFC 4422): by PLAIN, SCRAM-SHA-256 or EXTERNAL, in
 * steps. What a mechanism says is the keeper's affair; how far a client is with
 * it is known here. Used by accounts.c and commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_PROOFS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_PROOFS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"

/* False where there is no memory. */
bool proofs_init(void);

/* A client goes. */
void proofs_go(uint32_t client);

/* What of it goes to the next program (base/state/state.h), and back. */
void proofs_save(struct state *state);
void proofs_load(struct state *state);

#endif
