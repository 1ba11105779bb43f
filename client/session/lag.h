/*
 * How late the server's answers are, and whether there is hope for the link.
 * Pure: all times are of clock_mono and the caller's. Fed by session.c; the
 * chat looks, and draws what is shown.
 */
#ifndef CLIENT_SESSION_LAG_H
#define CLIENT_SESSION_LAG_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

/* Lines that may be owed an answer at once. */
#define LAG_OWED 256

struct lag {
	/* As lag_begin sets them; tests have shorter ones. */
	usec silence; /* after so long a one the server is asked for a sign */
	usec late; /* so is it when an answer takes longer, and that is shown */
	usec patience; /* from that question to the end of hope */
	usec heard; /* anything, last */
	usec asked; /* for a sign, last; 0: never */
	usec said[LAG_OWED]; /* when each line was that is owed; a ring */
	size_t first;
	size_t count;
};

enum lag_deed {
	LAG_NONE,
	LAG_PING, /* to be said now; told once */
	LAG_HOPELESS /* nothing has been heard for long enough: call again */
};

/* A new connection: nothing is owed, and something has just been heard. */
void lag_begin(struct lag *lag, usec now);

/* Anything has come. */
void lag_heard(struct lag *lag, usec now);

/*
 * A line has been said that is owed an answer; there may be LAG_OWED. And the
 * oldest has its answer; where none is owed nothing happens.
 */
void lag_said(struct lag *lag, usec now);
void lag_answered(struct lag *lag, usec now);

/*
 * What is to be done. It takes for granted that what has come by now has been
 * read. Who looks much later than lag_due has slept, or could not read: then
 * the server is asked once more before there is no hope.
 */
enum lag_deed lag_look(struct lag *lag, usec now);

/* When to look next, if nothing is heard or said before. */
usec lag_due(const struct lag *lag);

/* How long the oldest line has been waiting, if that is late; else 0. */
usec lag_shown(const struct lag *lag, usec now);

/*
 * When lag_shown is next another number of whole seconds, if nothing is heard;
 * WAIT_FOR_EVER if no answer is owed.
 */
usec lag_changes(const struct lag *lag, usec now);

#endif
