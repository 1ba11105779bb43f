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
 * Takes all of web.raw, whose messages become lines in conn->in, which has room
 * for a byte more.
 */
void web_take(struct conn *conn);

/*
 * Moves lines for the client into frames, as far as there is room; behind the
 * last one the close frame.
 */
void web_output(struct conn *conn);

/* Asks the client whether it is there. */
void web_ping(struct conn *conn);

#endif
