/*
 * What was told from one life to another, which no witness hears: what the one
 * has heard the other must have heard too, unless its life was cut short.
 */
#ifndef TESTS_CHAOS_TELLS_H
#define TESTS_CHAOS_TELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "hearing.h"

void tells_begin(void);

/* The life, one of the two, has heard it. */
void tells_heard(uint32_t life, const struct hearing *hearing);

/* At the end: must tells whether that life must have heard everything. */
void tells_finish(bool (*must)(uint32_t life));

#endif
