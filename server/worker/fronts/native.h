/*
 * The native protocol, for both of its fronts, lines and chunks: it recognizes
 * foreign protocols before the client has a name, and a single word as a name.
 * forkcast-protocol(7).
 */
#ifndef SERVER_WORKER_FRONTS_NATIVE_H
#define SERVER_WORKER_FRONTS_NATIVE_H

#include <stdbool.h>

#include "worker/conn/conn.h"

/*
 * Returns whether the line, whole or not, may be parsed. A foreign line ends
 * the connection; but if a name still waits for its answer, the line is held
 * until that comes. To be called only if conn_ready, which may be false
 * afterwards.
 */
bool native_admits(struct conn *conn, struct str line, bool whole);

/*
 * Takes all whole lines, one by one, as long as conn_ready. A line may end in
 * CR LF, and an empty line is ignored. Before the client has a name, a line of
 * one word is its name.
 */
void native_take_lines(struct conn *conn);

/* Takes one line, without its end. A CR at the end is dropped. */
void native_take(struct conn *conn, struct str line);

/* Refuses a line that was too long and has been skipped. */
void native_refuse_long(struct conn *conn);

#endif
