/*
 * What the terminal does with joined emoji, flags, skin tones and selectors,
 * which no terminal tells: they are written on the window's screen while that
 * is empty, and the terminal is asked how far the cursor has come (CPR of
 * ECMA-48). What comes back is told to width_learn; without an answer nothing
 * is learned. Pure but for that; used by the window, once.
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

/* All zero: nothing is asked. */
struct probe {
	bool asking;
	size_t row; /* as the terminal counts, from 1 */
	size_t answers;
	usec due;
	struct width_policy policy; /* as far as it has been answered */
};

/*
 * Asks, in that row of the screen, counted from 0, which is empty afterwards;
 * where the cursor is then is not known, and no style may be on. It should not
 * be the first row: there some terminals report keys with the same bytes. now
 * is of clock_mono.
 */
void probe_begin(struct probe *probe, struct out *out, size_t row, usec now);

/*
 * A report of the cursor's place has come, with any numbers. False if it is no
 * answer, as one that is too late, or of a row that has not been asked about.
 */
bool probe_answer(struct probe *probe, size_t row, size_t column);

/* When to call probe_look, if it still asks. */
usec probe_due(const struct probe *probe);

/* Gives up if it is time. */
void probe_look(struct probe *probe, usec now);

/*
 * Nothing is asked, or not any more: all that is drawn is to be drawn anew, for
 * widths may have changed.
 */
bool probe_done(const struct probe *probe);

#endif
