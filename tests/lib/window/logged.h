/*
 * A window with logs, in a new directory: a test writes a log as an earlier
 * client would, passes in what the server says, and looks at the screen.
 */
#ifndef TESTS_LIB_WINDOW_LOGGED_H
#define TESTS_LIB_WINDOW_LOGGED_H

#include "tests/lib/scratch.h"
#include "tests/lib/window/windowed.h"

#define ROWS 16
#define DATE "2023-11-14 22:13:20 "
#define ID "16999990000000" /* and two digits; before windowed_join */

/* The directory with everything. */
extern char logged_state[SCRATCH_PATH];

/* Begins a window whose logs are in the directory of that name. */
struct windowed *logged_begin(const char *name);

/* Ends it; the logs stay. */
void logged_end(struct windowed *windowed);

/* Returns the path of a file of the server's logs, until the next call. */
const char *logged_path_of(const char *name);

/* Writes a log as an earlier client would. */
void logged_plant(const char *name, struct str text);

/* Returns the lines of a log without their dates. */
struct str logged_text(const char *name);

/* Returns the rows of the screen that have text, with LF after each. */
const char *logged_screen(struct windowed *windowed);

/* Tests that the screen has the text. */
void logged_shows(struct windowed *windowed, const char *want);

/* Passes in lines from the server. */
void logged_hear(struct windowed *windowed, const char *lines);

/* Joins dev, whose history the server keeps. */
void logged_join_recorded(struct windowed *windowed);

#endif
