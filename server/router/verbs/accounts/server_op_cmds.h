/*
 * What operators of the server say: they become so, end others' connections,
 * and have the configuration read anew, which is done by reload.c and is no
 * matter of this room. Called by commands.c; who is one is in server_ops.h.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_SERVER_OP_CMDS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_SERVER_OP_CMDS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* A client goes. */
void server_op_go(uint32_t client);

/*
 * Does one of them wait for the configuration to be read? It was: for all who
 * wait; or, where that was refused, why.
 */
bool server_op_want_reload(void);
void server_op_reloaded(bool good, struct str why);

#endif
