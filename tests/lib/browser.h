/*
 * The client's side of a WebSocket, for conn.h: what is said goes out in masked
 * frames, and what comes in frames becomes lines. It has its own reading of RFC
 * 6455, apart from the server's.
 */
#ifndef TESTS_LIB_BROWSER_H
#define TESTS_LIB_BROWSER_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"

#define BROWSER_ROOM 16384

struct browser {
	bool shows; /* "close 1000 TEXT", "ping TEXT", "pong TEXT" are lines */
	size_t said; /* frames */
	int opcode; /* of the frame that has begun; 0: none has */
	size_t left; /* bytes of it that are to come */
	struct buf raw; /* received, in frames */
	char data[BROWSER_ROOM];
};

struct browser *browser_new(bool shows);

/* Returns the request for a WebSocket, with that subprotocol unless null. */
const char *browser_request(const char *protocol);

/* Returns the bytes in a masked frame of text, valid until the next call. */
struct str browser_frame(struct browser *browser, struct str bytes);

/*
 * Moves what has come from raw to lines. Returns whether a ping is to be
 * answered with an empty pong.
 */
bool browser_take(struct browser *browser, struct buf *lines);

/* The empty pong. */
extern const struct str browser_pong;

#endif
