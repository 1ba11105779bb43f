/*
 * The input of a slot: bytes that were read from its uplink and have not run
 * yet.
 */
#ifndef SERVER_ROUTER_INPUT_H
#define SERVER_ROUTER_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/slots.h"
#include "shared/str.h"

/* The most that is read at a time, in bytes. */
#define INPUT_SIZE ((size_t)64 * 1024)

/* Ensures that the slot has a buffer; returns false if there is no memory. */
bool input_borrow(struct slot *slot);

/* Give the buffer back: input_tidy if it is empty, input_drop in any case. */
void input_tidy(struct slot *slot);
void input_drop(struct slot *slot);

/* Drops the line, which must be at the front. */
void input_drop_line(struct slot *slot, struct str line);

/*
 * Reads once, without blocking, into a buffer that has room. Returns false if
 * there is nothing to read, the uplink has ended, or there is no memory; lack
 * of memory ends the slot.
 */
bool input_fill(uint32_t number, struct slot *slot);

#endif
