/*
 * What of the parent's memory its children do not have, so that fork copies
 * little, a child takes little, and none of them can read what the parent knows
 * of others. The parent's data and bss lie between those of first.c and last.c,
 * for the Makefile links them in that order; its heap and its stack go too.
 * What a child has is code, constants, libc's own, and what is linked behind
 * last.c. Called by child_clone.c; title.c asks where titles are.
 */
#ifndef SERVER_FORK_APART_H
#define SERVER_FORK_APART_H

#include <stdbool.h>
#include <stddef.h>

#include "fork/cloning.h"

/*
 * APART is defined where that can be done. Who counts lines or looks for errors
 * from within a process has counters and tables of his own all over it, so
 * KEEP_MEMORY leaves it out.
 */
#if defined(CLONING) && !defined(KEEP_MEMORY)
#define APART 1
#endif

/* In the parent, before its first child. What the system refuses stays. */
void apart_begin(char *guard, size_t size);

/*
 * Do children go without the parent's stack, and with it without its
 * arguments, where titles are? Then the kernel can be told of another place.
 */
bool apart_from_stack(void);

/* And without what libc reads the clock from? */
bool apart_from_clock(void);

#endif
