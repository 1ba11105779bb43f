/*
 * The protocol of the server's responder over UDP: a request and an answer, one
 * datagram each. Pure functions over bytes.
 *
 *   forkcast TOKEN FILLER
 *   forkcast-is TOKEN STATE CLIENTS MAX UPTIME BEAT-AGE
 *
 * An answer is always shorter than its request, so that an attacker who forges
 * a victim's address cannot have more sent there than the attacker sends.
 */
#ifndef SHARED_RESPONDER_H
#define SHARED_RESPONDER_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "clock.h"
#include "str.h"

/* The shortest request in bytes; every answer is shorter. */
#define RESPONDER_LEAST 128

/* Bytes of a token (printable ASCII without space) and of a state (a to z). */
#define RESPONDER_TOKEN 32
#define RESPONDER_STATE 16

/* The largest number in an answer, and the largest time in seconds. */
#define RESPONDER_MOST UINT64_C(9999999999)

/* The states; a reader must also accept others. */
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
 * Returns whether the bytes are a whole datagram with a request. The token
 * points into them.
 */
bool responder_read_request(struct str bytes, struct str *token);

/*
 * Appends an answer. A number that is too large is written as the largest one,
 * and the beat's age is cut to milliseconds. False, and nothing appended, if
 * there is no room or the token or the state is invalid.
 */
bool responder_answer(struct buf *buf, const struct responder_answer *answer);

#endif
