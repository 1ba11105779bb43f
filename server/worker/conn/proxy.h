/*
 * The header of the PROXY protocol, versions 1 and 2, by which a proxy says
 * whose connection it passes on. A pure parser of bytes; called by conn.c in
 * the worker.
 */
#ifndef SERVER_WORKER_CONN_PROXY_H
#define SERVER_WORKER_CONN_PROXY_H

#include <stddef.h>

#include "shared/addr.h"
#include "shared/str.h"

/*
 * The longest header that is taken, in bytes: that of version 2 may have more
 * behind its addresses, of which proxies send some hundred bytes.
 */
#define PROXY_HEADER 4096

enum proxy {
	PROXY_MORE, /* all is well as far as it goes */
	PROXY_BAD,
	PROXY_ITSELF, /* the proxy's own connection, or of no address of TCP */
	PROXY_CLIENT /* that of the client in from */
};

struct proxy_header {
	size_t len; /* bytes; set for the last two of the above */
	struct addr from; /* set for the last */
};

/* What the first bytes of a connection are, as many as have come. */
enum proxy proxy_parse(struct str bytes, struct proxy_header *header);

#endif
