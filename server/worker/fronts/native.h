/*
 * The native protocol as both of its fronts take it, lines and chunks: what
 * belongs to another protocol before the client has a name, and what a word
 * alone means. forkcast-protocol(7).
 */
#ifndef SERVER_WORKER_FRONTS_NATIVE_H
#define SERVER_WORKER_FRONTS_NATIVE_H

#include <stdbool.h>

#include "worker/conn/conn.h"

/*
 * Does the line at the front, whole or not, belong to another protocol, before
 * the client has a name?
 */
bool native_is_foreign(const struct conn *conn);

/*
 * May the line be looked at, whole or not? One that is foreign is the end; but
 * behind a name that has no answer yet it is held until that comes. To be
 * called only if conn_ready, which then may be false.
 */
bool native_admits(struct conn *conn, struct str line, bool whole);

/*
 * Takes the whole lines that there are, one by one, as long as conn_ready; CR
 * LF is taken too, and an empty line is nothing. Before the client has a name,
 * one word alone is its name.
 */
void native_take_lines(struct conn *conn);

/* The same of bytes that something else than a LF has ended. */
void native_take(struct conn *conn, struct str line);

/* A line that was too long has been skipped: it is refused. */
void native_skipped(struct conn *conn);

#endif
