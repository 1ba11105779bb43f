/*
 * The whole interface between a worker and an outside protocol: bytes come in
 * and become commands, events come down and become bytes. A front is chosen by
 * the client's first bytes; each has a file of its own, front_*.c.
 */
#ifndef SERVER_WORKER_FRONT_H
#define SERVER_WORKER_FRONT_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "worker/conn.h"

/* Why a front is asked to look at the bytes that wait. */
enum front_why {
	FRONT_BYTES, /* some have come, or commands can go up again */
	FRONT_PAUSE, /* none have come for the front's pause */
	FRONT_END /* none will come any more */
};

struct front {
	/* True if the client speaks this, as far as its bytes tell. */
	bool (*claims)(const struct conn *conn, enum front_why why);

	/*
	 * Takes whole commands out of conn->in and gives them to conn_command,
	 * as long as conn_ready. At FRONT_END what is unfinished is up to the
	 * front; the worker adds the quit.
	 */
	void (*input)(struct conn *conn, enum front_why why);

	/*
	 * Makes one line of the router (without LF) into bytes for the client
	 * in conn->out, which is empty, or into none. Null: the client gets
	 * the router's lines as they are.
	 */
	void (*output)(struct conn *conn, struct str line);

	usec pause; /* the silence that counts as one; 0: none does */
};

extern const struct front front_line; /* forkcast-protocol(7) */
extern const struct front front_chunk; /* the same, CHUNKS */

/* The front that claims the connection, or null as long as none does. */
const struct front *front_choose(const struct conn *conn, enum front_why why);

#endif
