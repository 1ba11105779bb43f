/*
 * The parent's side of the keeper: where its file is, when to start it, and
 * keeping it alive. Without a state directory the keeper is started when a
 * client first needs it, and its records last only as long as the server.
 */
#ifndef SERVER_ACCEPT_KEEPER_SUPERVISOR_H
#define SERVER_ACCEPT_KEEPER_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "accept/helper.h"
#include "router/verbs/accounts/keeper_client.h"

extern const struct helper_ops keeper_supervisor;

/*
 * Has the keeper write its records without the checksum, for programs that do
 * not know it. Works like queries_ask, and is false until the keeper has
 * answered; without records it is true at once.
 */
bool keeper_write_older_form(
    uint32_t *ticket, struct keeper_client_answer *answer);

#endif
