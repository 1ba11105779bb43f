/*
 * Input of a slot: bytes that were read from its uplink and have not run yet.
 */
#ifndef SERVER_ROUTER_INPUT_H
#define SERVER_ROUTER_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/str.h"

/* Bytes: at most so much is read at a time. */
#define INPUT_SIZE ((size_t)64 * 1024)

/* Sees to it that the slot has a buffer; false where there is no memory. */
bool input_borrow(struct slot *slot);

/* Gives the buffer back: if nothing is in it, or whatever is. */
void input_tidy(struct slot *slot);
void input_drop(struct slot *slot);

/* Drops the line at the front, which it is. */
void input_drop_line(struct slot *slot, struct str line);

/*
 * Reads once, without blocking, into a buffer that has room. False if there is
 * nothing, or the uplink has ended, or there is no memory, which ends the slot.
 */
bool input_fill(uint32_t number, struct slot *slot);

#endif
