/*
 * A connection to the control socket. Its lines are run as orders and answered
 * one by one. Nothing here blocks, so a connection that stays silent or sends
 * nonsense delays nobody else.
 */
#ifndef SERVER_OPERATOR_CONNECTION_H
#define SERVER_OPERATOR_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/state/state.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/limits.h"

#define CONNECTION_ROOM ((size_t)16 * LIMIT_LINE) /* of unsent answers */

struct connection {
	int fd; /* -1: free */
	bool ended; /* no more input: the peer has closed, or a line was too
		       long */
	bool owed; /* the rest of an answer waits for room in out */
	bool waits; /* for the result of an order */
	bool has_ordered; /* it has sent an order before */
	usec came; /* start, on the loop's clock */
	usec until; /* deadline, on the loop's clock */
	uid_t user;
	uint32_t cursor; /* where a long answer continues */
	struct buf in;
	struct buf out;
	char in_room[LIMIT_LINE];
	char out_room[CONNECTION_ROOM];
};

/* Takes ownership of a newly accepted socket; user is its peer. */
void connection_begin(struct connection *c, int fd, uid_t user);

/* Closes the connection, cancels its order, and wipes what it has sent. */
void connection_drop(struct connection *c);

/*
 * Returns whether connection_serve has anything to read, to write or to check.
 */
bool connection_is_ready(const struct connection *c);

/*
 * Reads, runs orders, and writes answers, without blocking. Returns false if it
 * only found that the result for which the connection waits has not come.
 */
bool connection_serve(struct connection *c);

/*
 * Handles ALARM_CONTROL: closes a connection that was silent for too long, and
 * tells one that waits that the server is still working.
 */
void connection_alarm(struct connection *c);

/*
 * Returns whether the connection has been open for a second without sending an
 * order. It may then be closed to make room for another.
 */
bool connection_is_silent(const struct connection *c);

/*
 * Returns whether the connection is open and waits for the answer to the
 * upgrade with that number.
 */
bool connection_awaits_upgrade(const struct connection *c, uint32_t number);

/*
 * Save and load the connection for an upgrade (base/state/state.h).
 * connection_load_begin empties it, connection_load_line loads one line, and
 * after the last line connection_resume makes it wait for its answer again.
 */
void connection_save(struct state *state, const struct connection *c);
void connection_load_begin(struct connection *c);
void connection_load_line(struct state *state, struct connection *c);
void connection_resume(struct connection *c);

#endif
