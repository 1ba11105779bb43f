/*
 * Compares private messages from one life to another, which no witness hears: a
 * message that one of them has got must also have reached the other, unless its
 * life was cut short.
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
