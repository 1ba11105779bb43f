/*
 * The header of the PROXY protocol, versions 1 and 2, in which a proxy names
 * the client whose connection it passes on. It is a layer between the socket
 * and the front: it takes its own bytes from the input, leaves the rest to the
 * front, and knows no chat protocol.
 */
#ifndef SERVER_WORKER_CONN_PROXY_H
#define SERVER_WORKER_CONN_PROXY_H

#include <stddef.h>

#include "shared/addr.h"
#include "shared/str.h"
#include "worker/conn/conn.h"

/*
 * The longest header that is accepted, in bytes. In version 2, more data may
 * follow the addresses; proxies send some hundred bytes.
 */
#define PROXY_HEADER 4096

enum proxy {
	PROXY_MORE, /* valid so far, but incomplete */
	PROXY_BAD,
	PROXY_ITSELF, /* the proxy's own connection, or no TCP address */
	PROXY_CLIENT /* a client's connection; its address is in from */
};

struct proxy_header {
	size_t len; /* bytes; set for PROXY_ITSELF and PROXY_CLIENT */
	struct addr from; /* set for PROXY_CLIENT */
};

/*
 * Parses the first bytes of a connection, as many as have come. No state, no
 * I/O.
 */
enum proxy proxy_parse(struct str bytes, struct proxy_header *header);

/*
 * Takes the header from conn->in and tells the router of it; nothing has gone
 * up before, so there is room. Returns true once that is done and all further
 * bytes belong to the front. Until then it is called again when more bytes have
 * come, and with ended when no more will come. Ends the connection by conn_end
 * if it cannot read them.
 */
bool proxy_input(struct conn *conn, bool ended);

#endif
