/*
 * Which accounts there are, as the keeper has told, so that their names are
 * reserved even while it is not there. Used by accounts.c and login.c.
 */
#ifndef SERVER_ROUTER_MODEL_ACCOUNT_NAMES_H
#define SERVER_ROUTER_MODEL_ACCOUNT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* There is one; or there is no such one any more. */
void account_names_add(struct str name, uint64_t made);
void account_names_drop(struct str name);

/*
 * A keeper that tells anew: those that it has not named between the two are no
 * more.
 */
void account_names_begin(void);
void account_names_end(void);

/* The name as the account is spelled; empty: there is none. */
struct str account_names_find(struct str name);

/* An account that the name would be taken for, or is; likewise. */
struct str account_names_like(struct str name);

/* How many there are; and each, from *number = 0 on; empty: no more. */
size_t account_names_count(void);
struct str account_names_next(uint32_t *number, uint64_t *made);

#endif
