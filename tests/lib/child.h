/*
 * Runs a part of a unit test in a child process, because this part spoils the
 * process that it runs in. The child counts no checks: its exit code tells how
 * far it came.
 */
#ifndef TESTS_LIB_CHILD_H
#define TESTS_LIB_CHILD_H

/*
 * Runs body in a forked child and waits for it. Returns what body returned (0
 * to 127), or 128 and the signal that ended it. SIGALRM ends a body that takes
 * longer than a test may.
 */
int child_run(int (*body)(void));

#endif
