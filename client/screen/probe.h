/*
 * Finds out how the terminal draws joined emoji, flags, skin tones and
 * variation selectors, which no terminal reports: writes them on the empty
 * screen of the window and asks how far the cursor has moved (CPR of ECMA-48).
 * Passes the result to width_learn; without an answer nothing is learned.
 * Otherwise pure. One probe is enough for a terminal.
 */
#ifndef CLIENT_SCREEN_PROBE_H
#define CLIENT_SCREEN_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "text/out.h"
#include "text/width.h"

/* The most that probe_begin writes, in bytes. */
#define PROBE_MOST 512

/* The probe; all zero: nothing was asked. */
struct probe {
	bool asking;
	size_t row; /* on the terminal, from 1 */
	size_t answers;
	usec due;
	struct width_policy policy; /* from the answers so far */
};

/*
 * Asks, using a row of the screen, counted from 0, which is empty afterwards;
 * the cursor's place is then unknown. No style may be on. Do not use the first
 * row: some terminals send the same bytes for keys as for an answer there. now
 * is of clock_mono.
 */
void probe_begin(struct probe *probe, struct out *out, size_t row, usec now);

/*
 * Takes a report of the cursor's place, with any numbers. Returns false if it
 * is not an answer: too late, or about another row.
 */
bool probe_answer(struct probe *probe, size_t row, size_t column);

/* Returns when to call probe_expire, if answers are awaited. */
usec probe_due(const struct probe *probe);

/* Stops waiting for answers once probe_due has passed. */
void probe_expire(struct probe *probe, usec now);

/*
 * Returns whether no answer is awaited any more. Then draw everything anew,
 * because widths may have changed.
 */
bool probe_done(const struct probe *probe);

#endif
