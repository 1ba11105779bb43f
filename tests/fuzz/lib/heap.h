/*
 * What heap.c has besides server/base/mem/arena.h: for a target whose modules
 * begin anew with each input (fresh.h), and so cannot give back what they have
 * taken.
 */
#ifndef TESTS_FUZZ_LIB_HEAP_H
#define TESTS_FUZZ_LIB_HEAP_H

/*
 * All that was taken since the first call of this is given back; whoever has it
 * still must never look at it.
 */
void heap_forget(void);

#endif
