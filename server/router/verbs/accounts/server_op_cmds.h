/*
 * The commands of operators of the server: they become operators, end other
 * clients' connections, and have the configuration read again, which reload.c
 * does. server_ops.h knows who is an operator.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_SERVER_OP_CMDS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_SERVER_OP_CMDS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Return whether an operator waits for the configuration to be read; and answer
 * all who wait, with the reason if it was refused.
 */
bool server_op_want_reload(void);
void server_op_reloaded(bool good, struct str why);

#endif
