/*
 * The frames of WebSocket (RFC 6455), bytes to bytes; and what a connection has
 * of them, which web.c fills in.
 */
#ifndef SERVER_WORKER_CONN_FRAMES_H
#define SERVER_WORKER_CONN_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/str.h"

/* The most bytes of a message, and of what a control frame says. */
#define FRAMES_MESSAGE ((size_t)64 * 1024)
#define FRAMES_CONTROL 125

/* The first size of raw, in bytes: enough for a quiet client. */
#define WEB_FIRST 400

/* The most bytes of the header of a frame of ours, and of one of a client. */
#define FRAMES_HEADER 4
#define FRAMES_MASKED 14

/* The opcodes (RFC 6455, section 5.2). */
enum frames_opcode {
	FRAMES_CONTINUED = 0,
	FRAMES_TEXT = 1,
	FRAMES_BINARY = 2,
	FRAMES_CLOSE = 8,
	FRAMES_PING = 9,
	FRAMES_PONG = 10
};

/* Why a connection closes (section 7.4.1). */
enum frames_status {
	FRAMES_NORMAL = 1000,
	FRAMES_GOING = 1001,
	FRAMES_PROTOCOL = 1002,
	FRAMES_NOT_UTF8 = 1007,
	FRAMES_POLICY = 1008,
	FRAMES_TOO_BIG = 1009,
	FRAMES_INTERNAL = 1011,
	FRAMES_LATER = 1013
};

/* The state between two bytes of a client. All zero at first. */
struct frames {
	unsigned char header[FRAMES_MASKED]; /* of this frame, as it comes */
	size_t header_len;
	size_t
	    header_size; /* of all of it; known, as these are, with 2 bytes */
	enum frames_opcode opcode;
	bool is_last; /* of its message */
	bool in_frame; /* the header is whole */
	uint64_t left; /* bytes of this frame that are to come */
	size_t at; /* those that have come */
	bool in_message;
	bool is_text;
	size_t message; /* bytes of it, with those of this frame */
	unsigned char more; /* bytes of a character that are to come, and */
	unsigned char low, high; /* the bounds of the next of them */
	char control[FRAMES_CONTROL];
	enum frames_status status; /* why it is broken */
};

/* What frames_take has come to. */
enum frames_found {
	FRAMES_MORE, /* all is taken */
	FRAMES_END, /* a message has ended */
	FRAMES_ASIDE, /* a frame, opcode, that says no message; what one of
			 control says is so many bytes at of control */
	FRAMES_CLOSED, /* it closes, in good order */
	FRAMES_BROKEN /* it does not keep to the rules: status */
};

/*
 * Takes bytes of a client from raw, and appends what its messages say to text,
 * of which only whole lines may be taken. That has room for one byte more than
 * raw has. To be called again until FRAMES_MORE, and not after one of the last
 * two. No I/O.
 */
enum frames_found frames_take(
    struct frames *frames, struct buf *raw, struct buf *text);

/*
 * Appends a frame, whole and unmasked, of at most UINT16_MAX bytes; false if
 * there is not enough room.
 */
bool frames_put(struct buf *to, enum frames_opcode opcode, struct str payload);

enum web_state {
	WEB_UNKNOWN, /* too few bytes have come, or a head is not whole */
	WEB_NONE, /* it is no browser, or has got its answer */
	WEB_SOCKET
};

struct web {
	enum web_state state;
	const char *names; /* hosts and origins, with spaces; empty: no web */
	struct frames frames;
	enum frames_opcode opcode; /* of messages for the client */
	struct buf raw; /* what has just been read, in frames */
	struct buf out; /* for the client, in frames */
	bool ended; /* the client sends no more messages */
	bool closed; /* the last frame is in out */
	char first_raw[WEB_FIRST];
};

#endif
