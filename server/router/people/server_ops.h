/*
 * Operators of the server: clients that have proved, by oper, to know the
 * secret of an account that the configuration names. In groups they have no
 * special rights. They end other clients' connections, and have the
 * configuration read again, which reload.c does.
 */
#ifndef SERVER_ROUTER_PEOPLE_SERVER_OPS_H
#define SERVER_ROUTER_PEOPLE_SERVER_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Return whether the client is an operator, and how many operators there are.
 */
bool server_ops_has(uint32_t client);
size_t server_ops_count(void);

/*
 * server_ops_allows returns whether the account makes its user an operator.
 * server_ops_grant makes the client one by that account; server_ops_revoke ends
 * that.
 */
bool server_ops_allows(struct str account);
void server_ops_grant(uint32_t client, struct str account);
void server_ops_revoke(uint32_t client);

/*
 * End the powers of operators whose account was removed, or is no longer named
 * by the configuration. Each is told by a flag event.
 */
void server_ops_end(struct str account);
void server_ops_review(void);

/*
 * Return whether an operator waits for the configuration to be read; and answer
 * all who wait, with the reason if it was refused.
 */
bool server_op_want_reload(void);
void server_op_reloaded(bool good, struct str why);

#endif
