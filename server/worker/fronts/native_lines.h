/*
 * A message of several lines in the native protocol: "lines TO N", and then N
 * times "send TO TEXT", or "tell NAME TEXT" if TO is "@NAME", where the text
 * may be empty. They are collected here and go up as one command, which has one
 * answer, so that the router gets all of them or none. Any other line in their
 * place ends them: "lines" is refused, and that line counts.
 */
#ifndef SERVER_WORKER_FRONTS_NATIVE_LINES_H
#define SERVER_WORKER_FRONTS_NATIVE_LINES_H

#include <stdbool.h>

#include "worker/conn/conn.h"

/*
 * Takes a line without its end, if it begins such a message or is one of its
 * lines; returns false if it is another command. To be called only if
 * conn_ready. native_lines_take_long takes a line that was too long, if it is
 * one of them.
 */
bool native_lines_take(struct conn *conn, struct str line);
bool native_lines_take_long(struct conn *conn);

#endif
