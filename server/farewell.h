/*
 * How a client's time ends: the goodbye, the events that tell the others, the
 * closing of the pipe, the deadline behind which its worker is killed, and
 * what is left to do when it has died.
 */
#ifndef SERVER_FAREWELL_H
#define SERVER_FAREWELL_H

#include <stdint.h>

#include "shared/codes.h"
#include "shared/str.h"

/*
 * The client of an open slot leaves: its groups are told (with the text, if
 * any), its name is free, and bye is the last that it gets. Of a slot that is
 * ending already nothing changes.
 */
void farewell_say(uint32_t slot, enum bye bye, struct str text);

/* The same, with a sentence for the client that says more than the code's. */
void farewell_because(uint32_t slot, enum bye bye, struct str why);

/* Everybody is told, and nobody about the others. */
void farewell_all(enum bye bye);

/* The queue was written to: when bye has gone, the downlink is closed. */
void farewell_written(uint32_t slot);

/* The worker does not read its downlink, or has ended its uplink, or the like:
 * it has grace to die. */
void farewell_broken(uint32_t slot);

/*
 * The slot's client has hung up, or its worker reads no more: what it has said
 * already is run for grace, and then it is gone.
 */
void farewell_hung_up(uint32_t slot);

/* It is killed now. */
void farewell_kill(uint32_t slot);

/* Its uplink has ended and it is reaped: logs that, and frees the slot. */
void farewell_done(uint32_t slot);

#endif
