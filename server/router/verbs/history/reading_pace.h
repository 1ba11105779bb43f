/*
 * The pace of those who read the past: while people talk, all readers together
 * get so many lines a second that the others keep their speed. Each reader may
 * first read READING_PACE_BURST lines as fast as it can, so that nobody waits
 * who reads little. All clients from an address (model/ledger.h) are one
 * reader: with many connections somebody gets no more than with one.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_READING_PACE_H
#define SERVER_ROUTER_VERBS_HISTORY_READING_PACE_H

#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* Lines a second, for all readers together. */
#define READING_PACE_RATE 20000

/* Lines that each may read without waiting; so many a second return. */
#define READING_PACE_BURST 2000
#define READING_PACE_OWN 100

/* People talk so long after a message. */
#define READING_PACE_TALK (100 * MSEC)

/*
 * Returns 0 if the client may read so many lines now. Otherwise returns the
 * time (ticks_mono) when it is to ask again: when it has its turn, or when its
 * place may have another one.
 */
usec reading_pace_wait(uint32_t client, size_t lines);

/* Notes that somebody has sent a message. */
void reading_pace_note_talk(void);

/*
 * Notes that the client has read so many lines. One that reads much is no
 * bystander for whom crowds are held up (slots.h, reads_much).
 */
void reading_pace_note(uint32_t client, size_t lines);

#endif
