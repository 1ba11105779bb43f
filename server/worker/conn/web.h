/*
 * What is between the socket and a front: the header of a proxy, and HTTP and
 * WebSocket. A browser gets the page, or its messages become the lines that any
 * front takes. forkcast-web(7). head.c reads the head of a request and frames.c
 * the frames, bytes to bytes; web.c answers requests and has the frames of a
 * connection.
 */
#ifndef SERVER_WORKER_CONN_WEB_H
#define SERVER_WORKER_CONN_WEB_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/addr.h"
#include "worker/conn/front.h"

struct conn;

/*
 * The page: client/web/page.html, as the Makefile builds it in; behind it there
 * is a NUL.
 */
#define WEB_PAGE_MOST ((size_t)128 * 1024)
extern const unsigned char web_page[];
extern const size_t web_page_size;

/*
 * Sees to all that is before the front. Takes the header of a proxy or a
 * request from conn->in. Returns true if the bytes of conn->in belong to the
 * front. Tells the router whom a proxy has named; nothing has gone up before,
 * so there is room. Without a name for a client that the proxy must name
 * (conn->proxied), it ends the connection by conn_end.
 */
bool web_input(struct conn *conn, enum front_why why);

/*
 * Takes web.raw, as long as conn_ready; its messages become lines in conn->in,
 * which has room for a byte more.
 */
void web_take(struct conn *conn);

/*
 * Moves lines for the client into frames, as far as there is room; behind the
 * last one the close frame.
 */
void web_output(struct conn *conn);

/* Asks the client whether it is there. */
void web_ping(struct conn *conn);

/*
 * head.c: what a client, or a proxy for it, says before the chat begins. No
 * state, no I/O.
 */

/* The longest head of a request, in bytes, with the empty line behind it. */
#define HEAD_MOST ((size_t)8192)

/* The fields that count. Each may come once, but the lists, from UPGRADE on. */
enum head_field {
	HEAD_HOST,
	HEAD_ORIGIN,
	HEAD_KEY,
	HEAD_VERSION,
	HEAD_UPGRADE,
	HEAD_CONNECTION,
	HEAD_PROTOCOL,
	HEAD_IF_NONE_MATCH,
	HEAD_FORWARDED_FOR, /* the last one counts */
	HEAD_FIELDS
};

struct head {
	size_t len; /* bytes, with the empty line */
	bool only_head; /* HEAD: nobody wants the body */
	bool is_old; /* HTTP/1.0, which knows no upgrade */
	struct str authority; /* of a whole URL; at is null: it is none */
	struct str path; /* without what a "?" begins */
	struct str field[HEAD_FIELDS]; /* at is null: it has none */
};

enum head_found { HEAD_MORE, HEAD_WHOLE, HEAD_BAD, HEAD_LONG };

/*
 * Parses the first bytes of a connection, as many as have come. *head points
 * into them, or into room, where the fields of a list are joined; it is set for
 * HEAD_WHOLE.
 */
enum head_found head_parse(
    struct str bytes, struct head *head, char room[HEAD_MOST]);

/*
 * The longest header of the PROXY protocol, version 1, in bytes, CR LF
 * included. In it a proxy names the client whose connection it passes on.
 */
#define PROXY_HEADER 107

struct proxy_header {
	size_t len; /* bytes */
	struct addr from; /* its len is 0: the proxy's own connection, or none
			     of TCP */
};

/* The same for such a header; it is never HEAD_LONG. */
enum head_found head_proxy(struct str bytes, struct proxy_header *header);

/* Returns the next element of a list, "a, b", without spaces; empty: none. */
struct str head_next(struct str *list);

/* Returns whether a list has that word, in any case. */
bool head_has(struct str list, struct str word);

/* Reads a numeric address with a port or without, which is then 0. */
bool head_address(struct str text, struct addr *addr);

#endif
