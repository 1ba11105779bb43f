/*
 * What the client writes on a terminal or into a file: text, and of the
 * sequences that move a cursor only those that it has of its own.
 */
#ifndef TESTS_FUZZ_LIB_SHOWN_H
#define TESTS_FUZZ_LIB_SHOWN_H

#include <stdbool.h>

#include "shared/buf.h"

/*
 * Ends the program if there is anything else in what waits; then drops it. On
 * a terminal there are sequences; elsewhere there is not one.
 */
void shown_check(struct buf *waiting, bool terminal);

#endif
