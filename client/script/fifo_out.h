/*
 * What forkcast fifo writes into the files called "out", a line at a time: what
 * the server says, and what was not sent. Used by cmd_fifo.c.
 */
#ifndef CLIENT_SCRIPT_FIFO_OUT_H
#define CLIENT_SCRIPT_FIFO_OUT_H

#include "script/places.h"
#include "shared/codes.h"
#include "shared/grammar.h"

/* A line of the server, in its group's place or else in the root. */
void fifo_out_show(const struct command *line);

/* A line of our own, of these pieces. */
void fifo_out_remark(
    struct place *place, const struct str *pieces, size_t count);
#define FIFO_OUT_REMARK(place, ...)                                  \
	fifo_out_remark(place, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* A line that was written into the place's FIFO is not sent. */
void fifo_out_refuse(struct place *place, enum code code, struct excess over);

#endif
