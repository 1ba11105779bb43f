/* The lines about a server in status and top. */
#ifndef CLIENT_CTL_STATUS_H
#define CLIENT_CTL_STATUS_H

#include "ctl/table.h"
#include "ctl/view.h"

/*
 * Returns a word for the server's state: "running", "draining", "stopping",
 * "stopped" by a signal, or "dead".
 */
const char *status_word(
    const struct view *view, const struct score_pulse *pulse);

/*
 * Returns the age, at that time (clock_wall), of the oldest record that the
 * journal has not stored; 0 if all are stored.
 */
usec status_unstored_age(const struct score_pulse *pulse, usec now);

/* Returns for how long, from that time on, no history expires. */
usec status_expiry_delay(const struct score_pulse *pulse, usec now);

/* Returns whether status_print prints a line about the history. */
bool status_has_history(const struct score_pulse *pulse);

/*
 * Prints the server's state, and how many of the table's clients have a stopped
 * worker, ending each line with end.
 */
void status_print(
    const struct view *view, const struct table *table, const char *end);

#endif
