/*
 * Who is an operator of the server: clients that have said the secret of an
 * account which the configuration names (oper). In groups they are like
 * anybody. Used by the modules that run commands; server_op_cmds.c has theirs.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_SERVER_OPS_H
#define SERVER_ROUTER_VERBS_PEOPLE_SERVER_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* A client goes. */
void server_ops_go(uint32_t client);

/* Is it an operator? And how many there are. */
bool server_ops_has(uint32_t client);
size_t server_ops_count(void);

/*
 * Returns whether the configuration names an account like that, or one that
 * looks like it (shared/text/look.h): only the operator of the machine creates
 * it.
 */
bool server_ops_names_like(struct str account);

/* Does that account make one? Then who has its secret is one; or no more. */
bool server_ops_may(struct str account);
void server_ops_take(uint32_t client, struct str account);
void server_ops_drop(uint32_t client);

/*
 * An account is no more; or the configuration may not name it any more. Whoever
 * is no operator by that is told by a flag event.
 */
void server_ops_end(struct str account);
void server_ops_review(void);

#endif
