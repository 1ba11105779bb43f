/*
 * A connection to the control socket. Its lines are run as orders and answered
 * one by one. Whatever it sends, or if it sends nothing, it disturbs nobody
 * else.
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
	bool ended; /* it sends nothing more, or must not */
	bool owed; /* the rest of an answer waits for room */
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

/* Takes over a socket that was just accepted, from that user. */
void connection_begin(struct connection *c, int fd, uid_t user);
void connection_drop(struct connection *c);

/*
 * connection_is_ready returns whether there is anything to do for it.
 * connection_serve does it, and returns false if it only checked whether what
 * the connection waits for has come.
 */
bool connection_is_ready(const struct connection *c);
bool connection_serve(struct connection *c);

/* ALARM_CONTROL: closes the connection if it was silent for too long. */
void connection_alarm(struct connection *c);

/* Returns whether the connection may be closed to make room for a newcomer. */
bool connection_is_silent(const struct connection *c);

/*
 * Returns whether the connection is open and waits for the answer to the
 * upgrade with that number.
 */
bool connection_awaits_upgrade(const struct connection *c, uint32_t number);

/*
 * Saves the connection for the next program (base/state/state.h), and loads it
 * line by line. After the last line connection_resume has the connection wait
 * for its answer again.
 */
void connection_save(struct state *state, const struct connection *c);
void connection_load_begin(struct connection *c);
void connection_load_line(struct state *state, struct connection *c);
void connection_resume(struct connection *c);

#endif
