/*
 * Numbers in the options of load generators.
 */
#ifndef TESTS_BENCH_LIB_NUMBER_H
#define TESTS_BENCH_LIB_NUMBER_H

#include <stddef.h>

/* The number; the program ends if it is none, or not within the bounds. */
size_t number_option(const char *text, size_t least, size_t most);

#endif
