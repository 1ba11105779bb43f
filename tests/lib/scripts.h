/*
 * The programs of a dialogue (talks.h) that run in the background;
 * tests/system/README has their words.
 */
#ifndef TESTS_LIB_SCRIPTS_H
#define TESTS_LIB_SCRIPTS_H

#include <stdbool.h>

struct shell;

/* Does that; false if the word is none of theirs. Changes the text. */
bool scripts_act(
    const char *who, const char *word, char *text, const char *address);

/*
 * Opens a manual page. Then scripts_filled returns the text with the script of
 * an EXAMPLE in the place of a line "example: TITLE", its beginning; the
 * examples come in the order of the page, and scripts_close_page fails unless
 * each has come.
 */
void scripts_open_page(const char *page);
const char *scripts_filled(char *text);
void scripts_close_page(void);

/* Returns the number of the signal of that name, "TERM" or "term", or 0. */
int scripts_signal(const char *name);

/* Returns the script of that name. */
struct shell *scripts_find(const char *who);

/* Returns what shell_status does after that end, "TERM" or "1". */
int scripts_status(const char *how);

/*
 * Waits for the end of the script, with that status, and compares what it has
 * written with the patterns, a line each, unless these are null.
 */
void scripts_end(
    struct shell *shell, int status, const char *said, const char *complained);

#endif
