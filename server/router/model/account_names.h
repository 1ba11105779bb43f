/*
 * The names of all accounts, as the keeper has told them. They stay reserved
 * while there is no keeper.
 */
#ifndef SERVER_ROUTER_MODEL_ACCOUNT_NAMES_H
#define SERVER_ROUTER_MODEL_ACCOUNT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* The flag of an account that keeps its private messages to itself. */
#define ACCOUNT_NAMES_PRIVATE "h"

struct account_facts {
	uint64_t made; /* µs since 1970 */
	uint64_t rounds; /* of its secret; 0: unknown */
	bool is_private; /* it keeps its private messages out of the history */
};

/* Add and remove an account. One that is there already gets these facts. */
void account_names_add(struct str name, struct account_facts facts);
void account_names_drop(struct str name);

/* Returns what is known of the account; all zero: there is no such account. */
struct account_facts account_names_facts(struct str name);

/*
 * Begin and end the list that a new keeper sends: accounts that are not added
 * in between are removed.
 */
void account_names_begin(void);
void account_names_end(void);

/*
 * Returns the name as the account spells it; empty: there is no such account.
 */
struct str account_names_find(struct str name);

/*
 * Returns an account of that name or of one that looks like it; empty: there is
 * none.
 */
struct str account_names_find_like(struct str name);

/*
 * account_names_count returns the number of accounts. account_names_next
 * returns each in turn, with *number 0 at first; empty: no more.
 */
size_t account_names_count(void);
struct str account_names_next(uint32_t *number, struct account_facts *facts);

#endif
