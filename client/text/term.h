/*
 * The mode of the terminal: raw while a line is edited, and as it was before
 * whenever the program stops or ends. Used by the chat.
 */
#ifndef CLIENT_TEXT_TERM_H
#define CLIENT_TEXT_TERM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes the terminal that is standard input: keys come at once and are not
 * shown by the kernel. Whatever way the program exits, it is given back. False
 * with errno if it cannot be.
 */
bool term_take(void);

/*
 * Gives the terminal back until the next term_take. Does nothing if it has not
 * been taken; never waits for output.
 */
void term_give_back(void);

/* In a child: the terminal is the parent's alone, and not to be given back. */
void term_disown(void);

/* The width of the terminal; 80 where it is not known. */
size_t term_columns(void);

/* Its height; 24 where it is not known. */
size_t term_rows(void);

/* Is it one that does no more than print, by TERM? */
bool term_is_dumb(void);

/* May there be colours? Not if NO_COLOR is in the environment. */
bool term_has_colours(void);

/*
 * Has it a second screen for programs that fill it? The Linux console has none,
 * nor has screen(1) as it comes.
 */
bool term_has_two_screens(void);

#endif
