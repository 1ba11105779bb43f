/*
 * Guests of the history: clients without an account that have talked with
 * somebody who has one. In the history a guest is "~NUMBER", which stands for
 * its connection and never for its name. When it leaves, or logs in, its talks
 * are void (record.c), and the number is not used again.
 */
#ifndef SERVER_ROUTER_DELIVERY_GUESTS_H
#define SERVER_ROUTER_DELIVERY_GUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/str.h"

/* Room for a party's name in the history. */
#define GUESTS_NAME LIMIT_NAME

/*
 * Return the client as the history knows it: its account, or else, in the room,
 * "~NUMBER". If it has no number yet, guests_party makes one; guests_known
 * returns an empty string: there is no talk of it.
 */
struct str guests_party(uint32_t client, char room[GUESTS_NAME]);
struct str guests_known(uint32_t client, char room[GUESTS_NAME]);

/* Returns whether the party of a talk is a guest. */
bool guests_is(struct str party);

/* Returns the client that is the guest of that name, or CLIENT_NONE. */
uint32_t guests_find(struct str party);

/*
 * Forgets the client's number, and returns what was its name, in the room;
 * empty if it had none.
 */
struct str guests_forget(uint32_t client, char room[GUESTS_NAME]);

#endif
