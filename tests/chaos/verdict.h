/*
 * The first thing that the chaos's checker finds wrong, for which it then goes
 * on no further.
 */
#ifndef TESTS_CHAOS_VERDICT_H
#define TESTS_CHAOS_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

void verdict_begin(void);

/*
 * Records an error in the lines that the life got; format takes words and IDs.
 */
void verdict_wrong(uint32_t life, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first thing that was wrong, or null. */
const char *verdict_get(void);

/* A line for printf's "%.*s", cut short. */
#define VERDICT_LINE(line) (int)((line).len < 100 ? (line).len : 100), (line).at

#endif
