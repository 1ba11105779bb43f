/*
 * What of the parent's memory its children do not have, so that fork copies
 * little, a child takes little, and none of them can read what the parent knows
 * of others. The parent's data and bss lie between those of first.c and last.c,
 * for the Makefile links them in that order; its heap and its stack go too.
 * What a child has is code, constants, libc's own, and what is linked in front
 * of first.c. Called by child_clone.c.
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

/* Can the kernel be told where else a process has its title? */
bool apart_can_move_titles(void);

/* What children go without besides. */
struct apart {
	/*
	 * The stack, and on it the parent's arguments, where titles are if they
	 * cannot be moved.
	 */
	bool from_stack;
	bool from_clock; /* what libc reads it from */

	/*
	 * That stack where clone(3) itself may need it: a child unmaps it when
	 * it has begun on its own. Of size 0: there is nothing to unmap.
	 */
	void *stack;
	size_t stack_size;
};

/*
 * In the parent, before its first child. What the system refuses stays. The
 * guard, whole pages below the children's stack, goes too.
 */
struct apart apart_begin(char *guard, size_t size);

#endif
