/*
 * The interface of a transport, a layer between the socket and the front. It
 * removes its own bytes from the input, leaves the rest to the front, and knows
 * no chat protocol. Each transport has a file of its own, transport_*.c.
 */
#ifndef SERVER_WORKER_CONN_TRANSPORT_H
#define SERVER_WORKER_CONN_TRANSPORT_H

#include <stdbool.h>

#include "worker/conn/conn.h"

struct transport {
	/*
	 * Looks at the bytes in conn->in that the socket has brought. Returns
	 * true if all further bytes belong to the front. Until then it is
	 * called again when more bytes have come, and with ended when no more
	 * will come. Ends the connection by conn_end if it cannot read them.
	 */
	bool (*input)(struct conn *conn, bool ended);
};

/*
 * Returns the transport that reads the header of the PROXY protocol, which
 * names the client.
 */
const struct transport *transport_proxy(void);

#endif
