/*
 * The keeper, as the parent has it: where its file is, from when on it is
 * there, and that it lives. Without a directory it is made when somebody first
 * wants it, and what it keeps lasts as long as the server.
 */
#ifndef SERVER_ACCEPT_KEEPER_SUPERVISOR_H
#define SERVER_ACCEPT_KEEPER_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "accept/helper.h"
#include "router/verbs/accounts/keeper_client.h"

extern const struct helper_ops keeper_supervisor;

/*
 * Has the keeper write what it keeps so that programs read it which do not know
 * the checksum: see queries_ask. Where nothing is kept that is done at once.
 */
bool keeper_suit_older(uint32_t *ticket, struct keeper_client_answer *answer);

#endif
