/*
 * One who speaks over the control socket: its lines are run as orders, and
 * answered one by one. What it says, or that it says nothing, is nobody else's
 * trouble. Called by control.c.
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

#define CONNECTION_ROOM ((size_t)16 * LIMIT_LINE) /* of what waits for it */

struct connection {
	int fd; /* -1: free */
	bool ended; /* it says nothing more, or is to say nothing more */
	bool owed; /* there is more to answer than there was room for */
	bool waits; /* for an upgrade to be over */
	bool asked; /* something, at any time */
	usec came; /* of the loop's clock */
	usec until; /* likewise */
	uid_t user;
	uint32_t cursor; /* where a long answer goes on */
	struct buf in;
	struct buf out;
	char in_room[LIMIT_LINE];
	char out_room[CONNECTION_ROOM];
};

/* A socket that has just been accepted, of that user; it is the connection's.
 */
void connection_begin(struct connection *c, int fd, uid_t user);
void connection_drop(struct connection *c);

/*
 * Is there anything to do for it? Then that is done: false if it was only
 * looked whether what the connection waits for has come.
 */
bool connection_is_ready(const struct connection *c);
bool connection_serve(struct connection *c);

/* ALARM_CONTROL: whoever was silent for too long is let go. */
void connection_alarm(struct connection *c);

/* May it be let go of for a newcomer? */
bool connection_is_silent(const struct connection *c);

/* Is it there, and waits for the answer to the upgrade of that number? */
bool connection_waits(const struct connection *c, uint32_t number);

/*
 * What of it goes to the next program (base/state/state.h), and back: line by
 * line, and what it waits for goes on behind the last.
 */
void connection_save(struct state *state, const struct connection *c);
void connection_load_begin(struct connection *c);
void connection_load_line(struct state *state, struct connection *c);
void connection_resume(struct connection *c);

#endif
