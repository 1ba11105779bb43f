/*
 * Lines that have been said to a group, until the server has answered them.
 * Those that it refuses for now (slow-down) are said again in their order, one
 * at a time, and no new one before them: none is lost, and none overtakes
 * another. Pure but for the clock; used by forkcast send and fifo.
 */
#ifndef CLIENT_SCRIPT_SAID_H
#define CLIENT_SCRIPT_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * Behind a refusal nothing is said for so long. It is short, for the server
 * itself takes its time before it refuses.
 */
#define SAID_PAUSE SEC

/* All zero: nothing has been said. */
struct said {
	struct said_line {
		size_t number; /* the caller's */
		size_t at, len; /* in texts */
	} line[SESSION_OWED];
	size_t count;
	size_t under_way; /* so many of them, the first, have been said */
	size_t answered; /* of these, so many have their answer */
	size_t again; /* of these, so many, moved to the front, were refused */
	char texts[SESSION_BUFFER];
	size_t used; /* of texts, bytes */
	bool refused; /* one of those under way, for now */
	usec until; /* nothing is said again before */
	usec pause; /* behind a refusal, instead of SAID_PAUSE; 0: that */
	usec stuck; /* since when none was accepted though one was refused */
};

/*
 * Is nothing without an answer? Then new lines may be said, as many at once as
 * the session takes without being written.
 */
bool said_is_idle(const struct said *said);

/* A line has just been said, which the caller knows by that number. */
void said_add(struct said *said, struct str text, size_t number);

/*
 * The line that is to be said again, if it is time for that; the caller says
 * it, and then that it has.
 */
bool said_next(const struct said *said, struct str *text);
void said_again(struct said *said);

/* When there may be one, or for ever. */
usec said_until(const struct said *said);

/* How many have no answer yet. */
size_t said_owed(const struct said *said);

/* How many were refused for now, or have still to be said again. */
size_t said_refused(const struct said *said);

/*
 * The oldest that is under way, of which there is one, has its answer: it is
 * refused for now, or it is done. Returns its number.
 */
size_t said_answer(struct said *said, bool refused);

/* There will be no answers: forgets what is under way, as it may be heard. */
void said_forget(struct said *said);

#endif
