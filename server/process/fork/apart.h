/*
 * The parts of the parent's memory that its children do not have, so that fork
 * copies little, a child takes little memory, and no child can read what the
 * parent knows of others. The linker puts the parent's data and bss, those of
 * the archive parent.a, into pages of their own (apart.ld); its heap and its
 * stack are left out, too. A child has the code, constants, libc's memory, and
 * the data of all other objects.
 */
#ifndef SERVER_PROCESS_FORK_APART_H
#define SERVER_PROCESS_FORK_APART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem/limits.h"

/*
 * CLONING is defined if the system has what child_clone.c needs; the other body
 * of child.h is child_fork.c. Sanitizers do not know of processes made without
 * libc's fork, so builds with them use (and test) plain fork.
 */
#if defined(__linux__) && !defined(SANITIZED) && !defined(PLAIN_FORK)
#define CLONING 1
#endif

/*
 * APART is defined where this can be done. Sanitizers keep tables all over a
 * process.
 */
#ifdef CLONING
#define APART 1
#endif

/* Further memory that children do without. */
struct apart {
	/*
	 * The stack. The parent's arguments are on it, where titles are if they
	 * cannot be moved.
	 */
	bool from_stack;
	bool from_clock; /* the memory from which libc reads the clock */

	/*
	 * The parent's stack, if clone(3) itself may need it: a child unmaps it
	 * as soon as it runs. stack_size is 0 if there is nothing to unmap.
	 */
	void *stack;
	size_t stack_size;
};

#ifdef APART
/* Returns whether the kernel lets a process move its title. */
bool apart_can_move_titles(void);

/*
 * Marks all of this memory, so that children do not get it. To be called in the
 * parent, before its first child. Memory that the system refuses to mark is
 * copied as usual. The guard, whole pages below the children's stack, is
 * marked, too.
 */
struct apart apart_begin(char *guard, size_t size);

#else
#define apart_can_move_titles() false
#endif

/*
 * The edges of the parent's data, where the linker has put it (apart.ld), and
 * the alignment of each, so that it begins a page. With larger pages, less is
 * left out.
 */
#define EDGE 4096
extern char parent_data_first, parent_data_last;
extern char parent_bss_first, parent_bss_last;

#endif
