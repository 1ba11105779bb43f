/* The arena on libc's heap, which can be made to fail. */
#ifndef TESTS_FUZZ_LIB_HEAP_H
#define TESTS_FUZZ_LIB_HEAP_H

#include <stdint.h>

/* The allocation with that number, from now on, fails; 0: none. */
void heap_fail_at(uint64_t number);

#endif
