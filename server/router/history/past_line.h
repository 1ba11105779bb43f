/*
 * The lines that readers get of the records of the history, as the journal
 * answers with them (forkcast-protocol(7), PIPES).
 */
#ifndef SERVER_ROUTER_HISTORY_PAST_LINE_H
#define SERVER_ROUTER_HISTORY_PAST_LINE_H

#include "router/model/conns.h"
#include "shared/past.h"

/*
 * Returns whether the client has sent a known event: with its account, or
 * without one but by the name that it has had since.
 */
bool past_line_is_by(const struct past_line *past, conn_id who);

/*
 * Sends the client "past LINE" in the form that it wants, or nothing if the
 * event has no such form.
 */
void past_line_tell(conn_id who, const struct past_line *past);

#endif
