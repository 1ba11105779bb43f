/*
 * Standard output, buffered until the descriptor takes it, so that a stopped
 * pager or a slow terminal blocks neither the server's lines nor signals.
 */
#ifndef CLIENT_SYSTEM_OUT_H
#define CLIENT_SYSTEM_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"

#define OUT_SIZE 131072

struct out {
	int fd; /* of a terminal: opened anew, if possible */
	bool terminal; /* standard output is a terminal */
	size_t most; /* bytes that a write takes without blocking */
	bool drops; /* pieces without room are dropped */
	bool dropped; /* one was; all are until the caller clears this */
	usec moved; /* when it has taken something last, or was empty */
	/* bytes to write; may be appended to if there is room */
	struct buf waiting;
	char memory[OUT_SIZE];
};

void out_init(struct out *out, int fd);

/* Returns the room left, in bytes. */
size_t out_room(struct out *out);

/*
 * Appends a piece. The caller must have checked that there is room, unless it
 * may be dropped; the piece is never cut.
 */
void out_put(struct out *out, struct str piece);

/*
 * Appends lines, each with its LF. For a terminal they are wrapped as in
 * text/wrap.h, and then take up to twice their bytes.
 */
void out_put_lines(struct out *out, struct str lines);

/*
 * Writes some of the buffer: little enough not to block once poll has said that
 * the descriptor is writable. Returns false with errno on failure.
 */
bool out_write(struct out *out);

/*
 * Writes the buffer as fast as the descriptor takes it. If it takes nothing for
 * so many milliseconds, the rest stays; FOR_EVER blocks. Returns false with
 * errno on failure.
 */
#define OUT_SHORTLY 500
#define OUT_FOR_EVER (-1)
bool out_flush(struct out *out, int most);

#endif
