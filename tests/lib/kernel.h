/*
 * Plays an older kernel: this kernel refuses the system calls that the older
 * one lacks. Linux only.
 */
#ifndef TESTS_LIB_KERNEL_H
#define TESTS_LIB_KERNEL_H

#include <stdbool.h>

/* The features to take away; those that fail exist. */
enum {
	LACKS_LANDLOCK = 1,
	LACKS_SECCOMP = 2,
	FAILS_LANDLOCK = 4,
	FAILS_SECCOMP = 8
};

/*
 * Returns whether this machine can do that. If not, kernel_lacks is false for
 * all values but 0.
 */
bool kernel_can_lack(void);

/*
 * Takes the features away from this process and its descendants, for good.
 * False if that fails.
 */
bool kernel_lacks(unsigned what);

/* Returns whether the kernel accepts system calls of 32-bit programs. */
bool kernel_has_old_gate(void);

/* Returns the version of Landlock, or 0 if there is none. */
long kernel_landlock(void);

#endif
