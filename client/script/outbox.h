/*
 * Lines that were sent to a group, until the server has answered them. Lines
 * that it refuses for now (slow-down) are sent again in order, one at a time,
 * before any new line: none is lost, and none overtakes another. Pure but for
 * the clock.
 */
#ifndef CLIENT_SCRIPT_OUTBOX_H
#define CLIENT_SCRIPT_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "net/session.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * Time after a refusal in which nothing is sent. It is short, because the
 * server itself takes its time before it refuses.
 */
#define OUTBOX_PAUSE SEC

/* All zero: nothing was sent. */
struct outbox {
	struct outbox_line {
		size_t number; /* number that the caller knows it by */
		size_t at, len; /* in texts */
	} line[SESSION_OWED];
	size_t count;
	size_t under_way; /* how many lines, from the first, are sent */
	size_t answered; /* how many lines under way are answered */
	size_t again; /* refused lines, which are moved to the front */
	char texts[SESSION_BUFFER];
	size_t used; /* bytes used of texts */
	bool refused; /* a line under way was refused for now */
	usec until; /* when a line may be sent again */
	usec pause; /* pause after a refusal; 0: OUTBOX_PAUSE */
	usec stuck; /* since when lines were refused and none accepted, or 0 */
};

/*
 * Returns whether all lines are answered. Then new lines may be sent, as many
 * as fit into the session's buffer.
 */
bool outbox_is_idle(const struct outbox *outbox);

/* Notes a line that was just sent; number is what the caller calls it. */
void outbox_add(struct outbox *outbox, struct str text, size_t number);

/*
 * Returns the line to send again, if it is time for one. The caller sends it,
 * and then calls outbox_sent_again.
 */
bool outbox_next(const struct outbox *outbox, struct str *text);
void outbox_sent_again(struct outbox *outbox);

/* Returns when a line may be sent again; WAIT_FOR_EVER if there is none. */
usec outbox_next_time(const struct outbox *outbox);

/* Returns how many lines await an answer. */
size_t outbox_pending(const struct outbox *outbox);

/* Returns how many lines were refused for now and not accepted since. */
size_t outbox_refused(const struct outbox *outbox);

/*
 * Notes the answer to the oldest line under way, which must exist: refused for
 * now, or done. Returns the line's number.
 */
size_t outbox_answer(struct outbox *outbox, bool refused);

#endif
