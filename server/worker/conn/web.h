/*
 * HTTP and WebSocket below a front: a browser gets the page, or its messages
 * become the lines that any front takes. forkcast-web(7). head.c reads the head
 * of a request and frames.c the frames of WebSocket, bytes to bytes; web.c
 * answers requests and has the frames of a connection.
 */
#ifndef SERVER_WORKER_CONN_WEB_H
#define SERVER_WORKER_CONN_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

struct conn;

/* The longest head of a request, in bytes, with the empty line behind it. */
#define HEAD_MOST ((size_t)8192)

/* The fields that count. Each may come once, but HEAD_FORWARDED_FOR. */
enum head_field {
	HEAD_HOST,
	HEAD_ORIGIN,
	HEAD_UPGRADE,
	HEAD_CONNECTION,
	HEAD_KEY,
	HEAD_VERSION,
	HEAD_PROTOCOL,
	HEAD_IF_NONE_MATCH,
	HEAD_FORWARDED_FOR, /* the last one counts */
	HEAD_FIELDS
};

struct head {
	size_t len; /* bytes, with the empty line */
	bool only_head; /* HEAD: nobody wants the body */
	bool is_old; /* HTTP/1.0, which knows no upgrade */
	struct str path; /* without what a "?" begins */
	struct str field[HEAD_FIELDS]; /* at is null: it has none */
};

enum head_found { HEAD_MORE, HEAD_WHOLE, HEAD_BAD, HEAD_LONG };

/*
 * Parses the first bytes of a connection, as many as have come. *head points
 * into them; it is set for HEAD_WHOLE. No state, no I/O.
 */
enum head_found head_parse(struct str bytes, struct head *head);

/* Returns the next element of a list, "a, b", without spaces; empty: none. */
struct str head_next(struct str *list);

/* Returns whether a list has that word, in any case. */
bool head_has(struct str list, struct str word);

/* Returns whether a host, with a port or not, is a numeric address. */
bool head_is_numeric(struct str host);

/* Reads the last address of X-Forwarded-For; false if it is none. */
bool head_client(struct str list, struct addr *addr);

/* The most bytes of a message, and of what a control frame says. */
#define FRAMES_MESSAGE ((size_t)64 * 1024)
#define FRAMES_CONTROL 125

/* The most bytes of the header of a frame of ours, and of one of a client. */
#define FRAMES_HEADER 10
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
	bool in_frame; /* the header is whole */
	uint64_t left; /* bytes of this frame that are to come */
	size_t at; /* those that have come */
	bool in_message;
	bool is_text;
	size_t message; /* bytes of it so far */
	char last; /* its last byte */
	unsigned char more; /* bytes of a character that are to come, and */
	unsigned char low, high; /* the bounds of the next of them */
	char control[FRAMES_CONTROL];
	enum frames_status status; /* why it is broken */
};

/* What frames_take has come to. */
enum frames_found {
	FRAMES_MORE, /* all is taken, or there is no more room */
	FRAMES_END, /* a message has ended */
	FRAMES_PINGED, /* a ping, of so many bytes at of control */
	FRAMES_CLOSED, /* it closes, in good order */
	FRAMES_BROKEN /* it does not keep to the rules: status */
};

/*
 * Takes bytes of a client from raw, and appends what its messages say to text,
 * which always has room for one byte more. To be called again until
 * FRAMES_MORE, and not after one of the last two. No I/O.
 */
enum frames_found frames_take(
    struct frames *frames, struct buf *raw, struct buf *text);

/*
 * Writes the header of a frame, whole and unmasked, with so many bytes behind
 * it. Returns its own bytes, at most FRAMES_HEADER.
 */
size_t frames_header(char *to, enum frames_opcode opcode, size_t len);

/* Appends a frame, whole and unmasked; false if there is not enough room. */
bool frames_put(struct buf *to, enum frames_opcode opcode, struct str payload);

/* The page: client/web/page.html, as the Makefile builds it in. */
#define WEB_PAGE_MOST ((size_t)128 * 1024)
extern const unsigned char web_page[];
extern const size_t web_page_size;

/* The first size of raw, in bytes: enough for a quiet client. */
#define WEB_FIRST 400

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
	struct buf raw; /* from the client, in frames */
	struct buf out; /* for the client, in frames */
	bool owes_pong; /* the last ping has no answer yet */
	char pong[FRAMES_CONTROL];
	size_t pong_len;
	bool ended; /* the client sends no more messages */
	bool closed; /* the last frame is in out */
	enum frames_status status; /* what that says, once it is known; or 0 */
	char why[FRAMES_CONTROL - 2];
	size_t why_len;
	char first_raw[WEB_FIRST];
};

/*
 * Sees to all that is before the front. Takes a request from conn->in, or
 * frames from the web's own buffer, whose messages become lines in conn->in;
 * nothing has gone up before the request, so there is room. Returns true if the
 * bytes of conn->in belong to the front. Without a name for a client that the
 * proxy must name (conn->proxied), it ends the connection by conn_end.
 */
bool web_input(struct conn *conn, bool waits);

/*
 * Moves lines for the client into frames, as far as there is room; behind the
 * last one the close frame.
 */
void web_output(struct conn *conn);

/* Notes the last line of the router, "bye CODE TEXT". */
void web_note_bye(struct conn *conn, struct str line);

/* Asks the client whether it is there, unless it is being told much already. */
void web_ping(struct conn *conn);

#endif
