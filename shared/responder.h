/*
 * What is asked of the server's responder over UDP, and what it answers, one
 * datagram each way. Pure functions over bytes, of which both ends build one
 * kind and read the other: the responder, and forkcast ping -u.
 *
 *   forkcast TOKEN FILLER
 *   forkcast-is TOKEN STATE CLIENTS MAX UPTIME BEAT-AGE
 *
 * An answer is always shorter than its request, so that nobody who forges the
 * address of a victim gets more sent there than he sends himself.
 */
#ifndef SHARED_RESPONDER_H
#define SHARED_RESPONDER_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "clock.h"
#include "str.h"

/* Bytes: no request is shorter, and no answer is as long. */
#define RESPONDER_LEAST 128

/* Bytes of a token: printable ASCII without space; and of a state: a to z. */
#define RESPONDER_TOKEN 32
#define RESPONDER_STATE 16

/* The greatest number in an answer, and seconds of the greatest time. */
#define RESPONDER_MOST UINT64_C(9999999999)

/* The states there are; who asks has to expect others. */
#define RESPONDER_RUNNING "running"
#define RESPONDER_DRAINING "draining"
#define RESPONDER_STOPPING "stopping"
#define RESPONDER_STUCK "stuck" /* the parent shows no sign of life */

struct responder_answer {
	struct str token; /* of the request */
	struct str state;
	uint64_t clients;
	uint64_t max;
	uint64_t uptime; /* seconds */
	usec beat_age; /* since the parent's last sign of life */
};

/*
 * Appends a request of RESPONDER_LEAST bytes. False, and nothing is appended,
 * where there is no room or the token is none.
 */
bool responder_request(struct buf *buf, struct str token);

/* Is that a whole datagram with a request? The token points into it. */
bool responder_read_request(struct str bytes, struct str *token);

/*
 * Appends an answer. A number that is too large is said as the largest, and of
 * the beat's age whole milliseconds. False, and nothing is appended, where
 * there is no room or the token or the state is none.
 */
bool responder_answer(struct buf *buf, const struct responder_answer *answer);

/*
 * Is that a whole datagram with an answer, byte for byte as responder_answer
 * writes it? The token and the state point into it. If not, *answer is left.
 */
bool responder_read_answer(struct str bytes, struct responder_answer *answer);

#endif
