/*
 * Who holds how much of what there is not without end: the groups it has made,
 * the bytes of the tables. It is counted for the client, and for the address or
 * the user that it comes from with all others from there. What a client held
 * is nobody's when it has left, even if it is still there. Called by the
 * modules whose things these are, and by disconnect.c.
 */
#ifndef SERVER_ROUTER_HOLDERS_H
#define SERVER_ROUTER_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/holds.h"

/* A client, as long as it is here; all zero: nobody. */
struct holder {
	uint64_t visit; /* another one for each who has had the number */
	uint32_t client; /* number + 1 */
};

/* How much may be held; SIZE_MAX: any number. */
struct share {
	size_t of_client;
	size_t of_origin;
};

/* False where there is no memory. */
bool holders_init(void);

/* May the client hold so much more, where so much is its share? */
bool holders_may(
    uint32_t client, enum hold what, size_t more, struct share share);

/* So much more is held by the client, or less by a holder that is still here.
 */
struct holder holders_take(uint32_t client, enum hold what, size_t count);
void holders_give(struct holder holder, enum hold what, size_t count);

/* Who that is, if it is still here; or CLIENT_NONE. */
uint32_t holders_client(struct holder holder);

/*
 * The client has left, and nothing is its any more. To be called before its
 * address and its user are given back.
 */
void holders_left(uint32_t client);

#endif
