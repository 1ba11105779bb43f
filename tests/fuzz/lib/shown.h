/*
 * Checks the client's output to a terminal or a file: text, and only those
 * cursor sequences that the client itself uses.
 */
#ifndef TESTS_FUZZ_LIB_SHOWN_H
#define TESTS_FUZZ_LIB_SHOWN_H

#include "shared/str.h"

/* Where to: each has the sequences of the one before and more. */
enum shown { SHOWN_FILE, SHOWN_STREAM, SHOWN_WINDOW };

/* Ends the program if there is anything else in the text. */
void shown_check(struct str text, enum shown where);

#endif
