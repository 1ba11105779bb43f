/*
 * Keys and screens of a person at a terminal, as words (talks.h), which
 * tests/system/README has.
 */
#ifndef TESTS_LIB_TERMINALS_H
#define TESTS_LIB_TERMINALS_H

/*
 * Does what the word says; changes the text. Programs connect to the address.
 */
void terminals_act(
    const char *who, const char *word, char *text, const char *address);

/* All clients that still run leave. */
void terminals_leave(void);

/*
 * Waits until the screen is these rows, from the top, separated by LF; rows
 * below them are empty. "..." stands for any number of rows. Spaces at the end
 * of a row do not count. On failure, the test shows the screen beside the
 * expected rows.
 */
void terminals_show(const char *who, const char *screen);

#endif
