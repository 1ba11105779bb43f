/*
 * Random numbers for tests that try much at random. A run can be repeated: the
 * seed is shown, and FORKCAST_SEED in the environment sets it.
 */
#ifndef TESTS_LIB_DICE_H
#define TESTS_LIB_DICE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the seed of the environment, or of the time and the process, and notes
 * it: where a test moves the clock it is another one each time as well.
 */
void dice_begin(void);

/* Returns a number from 0 to sides - 1. */
uint32_t dice(uint32_t sides);

/* True once in so many times. */
bool dice_once_in(uint32_t times);

/*
 * Dice of somebody's own, whose throws depend on the seed and a number alone,
 * not on when others throw theirs.
 */
struct dice {
	uint64_t state;
};
struct dice dice_own(uint32_t number);
uint32_t dice_throw(struct dice *own, uint32_t sides);

#endif
