/*
 * An older kernel, played: calls that it does not know are refused by this one.
 * Linux only.
 */
#ifndef TESTS_LIB_KERNEL_H
#define TESTS_LIB_KERNEL_H

#include <stdbool.h>

/* The feature to take away; the last two fail only when they are used. */
enum {
	LACKS_LANDLOCK = 1,
	LACKS_SECCOMP = 2,
	FAILS_LANDLOCK = 4,
	FAILS_SECCOMP = 8
};

/* Can it be played here? If not, kernel_lacks is false for any but 0. */
bool kernel_can_lack(void);

/* For this process and all that it makes, for good. False if that fails. */
bool kernel_lacks(unsigned what);

/* Does it take calls of 32-bit programs of the same machine? */
bool kernel_has_old_gate(void);

/* The version of Landlock; 0: none. */
long kernel_landlock(void);

#endif
