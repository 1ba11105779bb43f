/*
 * Patterns for lines of the protocol and of the server's log. "*" stands for
 * one or more bytes other than spaces, "..." at the end for any rest.
 */
#ifndef TESTS_LIB_PATTERN_H
#define TESTS_LIB_PATTERN_H

#include <stdbool.h>

#include "shared/str.h"

bool pattern_matches(const char *pattern, struct str line);

#endif
