/*
 * The whole interface between a worker and an outside protocol: bytes come in
 * and become commands, events come down and become bytes. The front is chosen
 * by the client's first bytes. The fronts are in ../fronts. What may be between
 * the socket and the front is in web.h.
 */
#ifndef SERVER_WORKER_CONN_FRONT_H
#define SERVER_WORKER_CONN_FRONT_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

struct ask;
struct conn;

/* The reason why a front is asked to look at its input. */
enum front_why {
	FRONT_BYTES, /* more bytes have come, or commands can go up again */
	FRONT_PAUSE, /* no byte has come for the front's pause */
	FRONT_END /* no more bytes will come */
};

/* Whether the client speaks a front's protocol, judging by its bytes so far. */
enum claim {
	CLAIM_NO, /* no, judging by the bytes so far */
	CLAIM_WAIT, /* perhaps; later fronts must not be asked yet */
	CLAIM_YES
};

struct front {
	/* Null for one that is chosen by web.c alone. */
	enum claim (*claims)(const struct conn *conn, enum front_why why);

	/*
	 * Takes whole commands out of conn->in and gives them to conn_command,
	 * as long as conn_ready. At FRONT_END the front decides what to do with
	 * an unfinished command; the worker adds the quit.
	 */
	void (*input)(struct conn *conn, enum front_why why);

	/*
	 * Makes bytes for the client of one line of the router (without LF).
	 * Appends at most CONN_MADE bytes to conn->out, or none. If null, the
	 * client gets the router's lines unchanged.
	 */
	void (*output)(struct conn *conn, struct str line);

	/*
	 * Replaces output for a front that sends its own commands. Takes a
	 * line, split into words, and the command that it answers, wholly or in
	 * part; null if it answers none. Makes bytes as output does.
	 */
	void (*hear)(struct conn *conn, const struct command *said,
	    const struct ask *ask);

	size_t state; /* bytes it needs of conn->state, up to CONN_STATE */
	usec pause; /* the silence that ends a chunk; 0: pauses mean nothing */
	bool apart; /* each line's output is written separately */
	bool is_deaf; /* the router's lines are not for it: it has no output */
};

/* Returns whether the front makes bytes of the router's lines. */
static inline bool
front_makes(const struct front *front)
{
	return front->is_deaf || front->output != NULL || front->hear != NULL;
}

extern const struct front front_irc; /* forkcast-irc(7) */
extern const struct front front_line; /* forkcast-protocol(7) */
extern const struct front front_chunk; /* forkcast-protocol(7), CHUNKS */

/*
 * Returns the first front that claims the client, or null if none does or an
 * earlier one still waits.
 */
const struct front *front_choose(const struct conn *conn, enum front_why why);

/*
 * fronts/native.c: returns whether a line without its LF is of another protocol
 * than ours: then it, and all that follows, is not to be read. If it is not
 * whole, the part that has come decides; true is then final, whatever follows.
 * It is asked as long as the client has no name. This stops requests that
 * somebody makes a browser, or a client of another service, send to us.
 */
bool native_is_foreign(struct str line, bool whole);

#endif
