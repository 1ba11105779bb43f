/*
 * The address of a server as a person gives it.
 */
#ifndef CLIENT_NET_ADDRESS_H
#define CLIENT_NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/addr.h"

#define ADDRESS_ROOM (ADDR_TEXT + sizeof(":1234"))

/*
 * Returns the text with the usual port if it is a host, or "[v6]", without one:
 * in the room if that is so, or else the text itself.
 */
const char *address_complete(const char *text, char room[ADDRESS_ROOM]);

/*
 * Returns the one name of an address that can be spelt in several ways, in the
 * room or the text itself: "7", "localhost:7" and "127.0.0.1:7" are the last, a
 * host without a port has the usual one, and small letters. A path stays.
 */
const char *address_name(const char *text, char room[ADDRESS_ROOM]);

/* Returns whether both are spellings of one address. */
bool address_same(const char *one, const char *other);

#endif
