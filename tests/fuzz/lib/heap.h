/*
 * Additions of heap.c to server/base/mem/arena.h, for targets whose modules
 * start anew with each input (fresh.h) and so cannot free their memory.
 */
#ifndef TESTS_FUZZ_LIB_HEAP_H
#define TESTS_FUZZ_LIB_HEAP_H

/*
 * All that was taken since the first call of this is given back; whoever has it
 * still must never look at it.
 */
void heap_forget(void);

#endif
