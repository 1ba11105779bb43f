/*
 * The programs of a dialogue that run in the background, and the server that
 * lies to them (talks.h). What the program of a name does, each with its rest:
 *	runs SCRIPT	of sh(1), beside all else: shell_start
 *	paced SCRIPT	whose client's clock stands still: shell_start_paced
 *	passes SECONDS	so much time passes for that client
 *	in GROUP	it is a member there
 *	says PATTERN	a line of its output is so
 *	warns PATTERN	a line of its error output
 *	signal WORD	"TERM" for it; "group WORD" for its children, too
 *	ended STATUS LINE	it has ended with that, or by a signal "TERM"
 *			(the line as behind "$?"); then "$|" and "$!" as after
 *			a script: all that it has written
 *	done STATUS	the same, whatever it has written
 *	leaves		"signal TERM", "fake parts" and "ended TERM"
 * And of "fake", as fake.h says of each:
 *	> LINE, >> BYTES, < LINE (the next), << LINE (a later one), quiet,
 *	welcomes NAME, person NAME, admits NAME GROUP, ago SECONDS TEXT,
 *	joined NAME GROUP ID	it answers the name and the join; with
 *			MODES behind that, also the question for these
 *	greets NAME GROUP ...	it answers the name, and admits it to all these
 *	parts			it answers the quit, and closes
 *	closes, resets, stops
 */
#ifndef TESTS_LIB_SCRIPTS_H
#define TESTS_LIB_SCRIPTS_H

#include <stdbool.h>

/* Do that; false if the word is none of theirs. They change the text. */
bool scripts_act(const char *where, const char *who, const char *word,
    char *text, const char *address);
bool scripts_fake(const char *where, const char *word, char *text);

/*
 * Opens a manual page. Then scripts_filled returns the text with the script of
 * an EXAMPLE in the place of a line "example: TITLE", its beginning; the
 * examples come in the order of the page, and scripts_close_page fails unless
 * each has come.
 */
void scripts_open_page(const char *page);
const char *scripts_filled(const char *where, char *text);
void scripts_close_page(const char *where);

/* Returns the number of the signal of that name, "TERM" or "term", or 0. */
int scripts_signal(const char *name);

/*
 * Waits for the end of the script of that name, with that status, and compares
 * what it has written with the patterns, a line each.
 */
void scripts_end(const char *where, const char *who, const char *status,
    const char *said, const char *complained);

/* The server that lies, if there is one with a client, lets it quit. */
void scripts_part(void);

/* Starts the server that lies. Returns its address. */
const char *scripts_begin_fake(void);

#endif
