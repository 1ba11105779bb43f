/*
 * The whole interface between a worker and an outside protocol: bytes come in
 * and become commands, events come down and become bytes. A front is chosen by
 * the client's first bytes; each has a file of its own, front_*.c. What lies
 * between the socket and the front is a transport.
 */
#ifndef SERVER_WORKER_CONN_FRONT_H
#define SERVER_WORKER_CONN_FRONT_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "worker/conn/asked.h"

struct conn;

/* Why a front is asked to look at the bytes that wait. */
enum front_why {
	FRONT_BYTES, /* some have come, or commands can go up again */
	FRONT_PAUSE, /* none have come for the front's pause */
	FRONT_END /* none will come any more */
};

/* Does the client speak this, as far as its bytes tell? */
enum claim {
	CLAIM_NO, /* not as it looks now */
	CLAIM_WAIT, /* it may, and nobody behind is to have it yet */
	CLAIM_YES
};

struct front {
	enum claim (*claims)(const struct conn *conn, enum front_why why);

	/*
	 * Takes whole commands out of conn->in and gives them to conn_command,
	 * as long as conn_ready. At FRONT_END what is unfinished is up to the
	 * front; the worker adds the quit.
	 */
	void (*input)(struct conn *conn, enum front_why why);

	/*
	 * Makes one line of the router (without LF) into bytes for the client,
	 * at most CONN_MADE of them, behind those that are in conn->out, or
	 * into none. Null: the client gets the router's lines as they are.
	 */
	void (*output)(struct conn *conn, struct str line);

	/*
	 * In the place of output, for a front that asks the router for itself:
	 * a line, cut into its words, and what it is to that command, which is
	 * null if it is nothing to it. It makes bytes of it as output does.
	 */
	void (*hear)(struct conn *conn, const struct command *said,
	    const struct ask *ask, enum relation relation);

	size_t line; /* the longest, LF included; 0: LIMIT_LINE */
	size_t
	    state; /* bytes of conn->state that are its; at most CONN_STATE */
	usec pause; /* the silence that counts as one; 0: none does */
	bool apart; /* what output makes of a line is a write of its own */
};

/* Does it make bytes of the router's lines? */
static inline bool
front_makes(const struct front *front)
{
	return front->output != NULL || front->hear != NULL;
}

extern const struct front front_irc; /* forkcast-irc(7) */
extern const struct front front_line; /* forkcast-protocol(7) */
extern const struct front front_chunk; /* the same, CHUNKS */

/*
 * The first front that says yes, with none in front of it that waits; or null
 * as long as there is none.
 */
const struct front *front_choose(const struct conn *conn, enum front_why why);

#endif
