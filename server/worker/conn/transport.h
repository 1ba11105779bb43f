/*
 * What lies between the socket and the front: it takes its own from the bytes
 * of the one and leaves the rest to the other, and knows no protocol of chat.
 * Used by worker.c; each has a file of its own, transport_*.c.
 */
#ifndef SERVER_WORKER_CONN_TRANSPORT_H
#define SERVER_WORKER_CONN_TRANSPORT_H

#include <stdbool.h>

#include "worker/conn/conn.h"

struct transport {
	/*
	 * Looks at the bytes that the socket has brought, in conn->in. True if
	 * all that follows is the front's; until then it is asked again when
	 * more have come, or none will come any more. What it cannot read ends
	 * the connection by conn_end.
	 */
	bool (*input)(struct conn *conn, bool ended);
};

/* The header of the PROXY protocol, by which it is said who is there. */
const struct transport *transport_proxy(void);

#endif
