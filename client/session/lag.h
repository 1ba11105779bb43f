/*
 * The lag of the server's answers, and whether the link is still alive. Pure:
 * the caller passes all times, which are of clock_mono.
 */
#ifndef CLIENT_SESSION_LAG_H
#define CLIENT_SESSION_LAG_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

/* The maximum number of lines that await an answer. */
#define LAG_OWED 1000

struct lag {
	/* Intervals, set by lag_begin; tests use shorter ones. */
	usec silence; /* after this much silence we ping the server */
	/* an answer this late is shown as lag, and makes us ping as well */
	usec late;
	usec patience; /* from the ping until we give up */
	usec heard_at; /* when we last received anything */
	usec pinged_at; /* when we last pinged; 0: never */
	usec said[LAG_OWED]; /* when each unanswered line was sent */
	size_t count;
};

enum lag_action {
	LAG_NONE,
	LAG_PING, /* send a ping now; returned once per ping */
	LAG_HOPELESS /* silent for too long: reconnect */
};

/*
 * Begins a connection: no answer is owed, and something has just been received.
 */
void lag_begin(struct lag *lag, usec now);

/* Notes that something was received. */
void lag_heard(struct lag *lag, usec now);

/*
 * lag_said notes that a line was sent that needs an answer; LAG_OWED lines at
 * most may be unanswered. lag_answered notes the answer to the oldest of them,
 * and does nothing if there is none.
 */
void lag_said(struct lag *lag, usec now);
void lag_answered(struct lag *lag, usec now);

/*
 * Returns what to do about the link. Call it once everything that has arrived
 * has been read. If the call comes much later than lag_due, the machine slept
 * or the program could not read: one more ping is sent before we give up.
 */
enum lag_action lag_check(struct lag *lag, usec now);

/* Returns when to call lag_check next if nothing is received or sent before. */
usec lag_due(const struct lag *lag);

/*
 * Returns how long the oldest line has been waiting, or 0 if that is not late.
 */
usec lag_shown(const struct lag *lag, usec now);

/*
 * Returns when lag_shown next changes by a whole second if nothing is received;
 * WAIT_FOR_EVER if no line waits.
 */
usec lag_changes(const struct lag *lag, usec now);

#endif
