/*
 * The mode of the terminal: raw where we edit the line, restored whenever the
 * program stops or exits.
 */
#ifndef CLIENT_SYSTEM_TERM_H
#define CLIENT_SYSTEM_TERM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Puts the terminal on standard input into raw mode: keys come at once, and the
 * kernel does not echo them. The mode is restored however the program exits.
 * Returns false with errno on failure.
 */
bool term_take(void);

/*
 * The same, but the kernel edits a line and, if that is wanted, echoes it.
 */
bool term_take_lines(bool echoes);

/*
 * Restores the terminal until the next term_take. Does nothing if it is not
 * taken; never waits for output.
 */
void term_give_back(void);

/*
 * Makes a child leave the terminal to its parent: the child will not restore
 * it.
 */
void term_disown(void);

/* Returns the terminal's width, or 80 if it is unknown. */
size_t term_columns(void);

/* Returns the terminal's height, or 24 if it is unknown. */
size_t term_rows(void);

/* Returns whether TERM names a terminal that can do no more than print. */
bool term_is_dumb(void);

/*
 * Returns whether the terminal has an alternate screen for full-screen
 * programs. The Linux console has none; screen(1) has none by default.
 */
bool term_has_two_screens(void);

#endif
