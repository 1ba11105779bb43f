/*
 * Faults as words, as in "read:17:EINTR:parent": the call, which one of its
 * calls, what comes of it, and on which side. "17+" is that one and all
 * behind it, "17-19" is three of them.
 */
#ifndef TESTS_FAULTS_SPEC_H
#define TESTS_FAULTS_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "board.h"
#include "shared/str.h"

#define SPEC_TEXT 64

/* False if the text is no fault. "*" as the number leaves first as 0. */
bool spec_parse(struct fault *fault, const char *text);
void spec_text(const struct fault *fault, char text[SPEC_TEXT]);

/* A call's faults, one after the other: false at the end. */
bool spec_kind(enum call call, size_t number, int *kind);

/*
 * True if nobody may be lost by such a fault: a program that is written well
 * tries again, or goes on with what it got.
 */
bool spec_is_harmless(const struct fault *fault);

#endif
