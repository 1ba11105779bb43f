/*
 * Who is an operator of the server: clients that have said the secret of an
 * account which the configuration names (oper). In groups they are like
 * anybody. Used by the modules that run commands; opers.c has theirs.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_POWERS_H
#define SERVER_ROUTER_VERBS_PEOPLE_POWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* A client goes. */
void powers_go(uint32_t client);

/* Is it an operator? And how many there are. */
bool powers_has(uint32_t client);
size_t powers_count(void);

/*
 * Returns whether the configuration names an account like that, or one that
 * looks like it (shared/text/look.h): only the operator of the machine creates
 * it.
 */
bool powers_names_like(struct str account);

/* Does that account make one? Then who has its secret is one; or no more. */
bool powers_may(struct str account);
void powers_take(uint32_t client, struct str account);
void powers_drop(uint32_t client);

/*
 * An account is no more; or the configuration may not name it any more. Whoever
 * is no operator by that is told by a flag event.
 */
void powers_end(struct str account);
void powers_review(void);

#endif
