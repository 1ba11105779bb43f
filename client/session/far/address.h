/*
 * The address of a server as a person gives it, and the order in which the
 * addresses of a host are tried.
 */
#ifndef CLIENT_SESSION_FAR_ADDRESS_H
#define CLIENT_SESSION_FAR_ADDRESS_H

#include <stddef.h>

#include "shared/addr.h"

#define ADDRESS_ROOM (ADDR_TEXT + sizeof(":1234"))

/*
 * Returns the text with the usual port if it is a host, or "[v6]", without one:
 * in the room if that is so, or else the text itself.
 */
const char *address_complete(const char *text, char room[ADDRESS_ROOM]);

/*
 * Orders the addresses as RFC 8305 has it: those of the two families take
 * turns, each in the order that it had, and the first stays first.
 */
void address_interleave(struct addr *addr, size_t count);

#endif
