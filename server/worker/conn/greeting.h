/*
 * What the first bytes of a line say of who is there, as long as the client
 * has no name: whatever a browser, or a client of something else, can be made
 * to send is told here from our own protocol. Pure; used by conn.c and the
 * fronts.
 */
#ifndef SERVER_WORKER_CONN_GREETING_H
#define SERVER_WORKER_CONN_GREETING_H

#include <stdbool.h>

#include "shared/str.h"

enum greeting {
	GREETING_OPEN, /* it may still become anything */
	GREETING_NATIVE, /* a line of ours, good or bad */
	GREETING_NO_NAME, /* the same; the word alone is no name */
	GREETING_FOREIGN /* nothing of it, or behind it, is to be read */
};

/*
 * Of a line without its LF. If it is not whole, it is looked at as far as it
 * has come; what is foreign then stays so, whatever follows.
 */
enum greeting greeting_read(struct str line, bool whole);

#endif
