/*
 * Random numbers for tests that try many cases. A run can be repeated: the test
 * prints the seed, and FORKCAST_SEED in the environment sets it.
 */
#ifndef TESTS_LIB_DICE_H
#define TESTS_LIB_DICE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the seed from the environment, or else from the time and the process
 * ID, and prints it. It also differs each time in tests that move the clock.
 */
void dice_begin(void);

/* Returns a number from 0 to sides - 1. */
uint32_t dice(uint32_t sides);

/* Returns true once in that many times, on average. */
bool dice_once_in(uint32_t times);

/*
 * A separate sequence of random numbers. It depends only on the seed and a
 * number, not on when other sequences advance.
 */
struct dice {
	uint64_t state;
};
struct dice dice_own(uint32_t number);
uint32_t dice_throw(struct dice *own, uint32_t sides);

#endif
