/*
 * A target is a function that gets arbitrary bytes, and ends the program (MUST
 * of tests/lib/must.h) if the code under test behaves incorrectly. Each target
 * is linked twice: with libFuzzer, which makes up bytes (make fuzz), and with
 * replay.c, which reads the saved ones (make test).
 */
#ifndef TESTS_FUZZ_LIB_FUZZ_H
#define TESTS_FUZZ_LIB_FUZZ_H

#include <stdbool.h>

#include "shared/str.h"

/* The target. It leaves nothing behind that a later call could find. */
void fuzz(struct str input);

/*
 * Cuts the first line off a script and drops its LF, which the last one need
 * not have. False at the end.
 */
bool fuzz_line(struct str *script, struct str *line);

/* Cuts off the first byte; 0 at the end. */
unsigned char fuzz_byte(struct str *input);

/*
 * Cuts off what comes before the first of these bytes, and that one, which is
 * then *how; it stays as it was at the end.
 */
struct str fuzz_piece(struct str *input, const char *bytes, unsigned char *how);

#endif
