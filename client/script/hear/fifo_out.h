/*
 * The lines that forkcast fifo appends to the files called "out": the server's
 * lines, and remarks on lines that were not sent.
 */
#ifndef CLIENT_SCRIPT_HEAR_FIFO_OUT_H
#define CLIENT_SCRIPT_HEAR_FIFO_OUT_H

#include "script/hear/places.h"
#include "shared/codes.h"
#include "shared/grammar.h"

/* Writes a line of the server to its group's place, or else to the root. */
void fifo_out_show(const struct command *line);

/* Writes a line of our own that consists of these pieces. */
void fifo_out_remark(
    struct place *place, const struct str *pieces, size_t count);
#define FIFO_OUT_REMARK(place, ...)                                  \
	fifo_out_remark(place, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Writes that a line of the place's FIFO is not sent, and why. */
void fifo_out_refuse(struct place *place, enum code code, struct excess over);

#endif
