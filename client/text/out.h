/*
 * Standard output. What is to be written waits here until the descriptor takes
 * it, so that a stopped pager or a slow terminal stops neither the server's
 * lines nor a signal. Used by the chat and the screen.
 */
#ifndef CLIENT_TEXT_OUT_H
#define CLIENT_TEXT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"

#define OUT_SIZE 131072

struct out {
	int fd;
	bool terminal; /* it is one */
	struct buf waiting; /* may be appended to where there is room */
	char memory[OUT_SIZE];
};

void out_init(struct out *out, int fd);

/* Room left, in bytes. */
size_t out_room(struct out *out);

/* Adds a piece. The caller has seen that there is room: it is not cut. */
void out_put(struct out *out, struct str piece);

/*
 * Adds lines, each with its LF. On a terminal they are cut into rows as
 * text/wrap.h has it, and take up to twice their bytes.
 */
void out_put_lines(struct out *out, struct str lines);

/*
 * Writes a part of what waits, so small that it does not block where poll says
 * that the descriptor can be written. False with errno if it fails.
 */
bool out_write(struct out *out);

/*
 * Writes all of it as fast as it is taken; what nobody has taken for half a
 * second waits on. False with errno if it fails.
 */
bool out_flush(struct out *out);

/* Writes all of it, blocking. False with errno if it fails. */
bool out_finish(struct out *out);

#endif
