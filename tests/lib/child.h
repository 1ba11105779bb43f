/*
 * A part of a unit test that runs in a child process, because it spoils the
 * process that it runs in. The child counts no checks: its exit code tells how
 * far it came. Another child is there to be killed.
 */
#ifndef TESTS_LIB_CHILD_H
#define TESTS_LIB_CHILD_H

#include <sys/types.h>

/*
 * Runs body in a forked child and waits for it. Returns what body returned (0
 * to 127), or 128 and the signal that ended it. One that takes longer than a
 * test may is ended by SIGALRM.
 */
int child_run(int (*body)(void));

/* Starts a child that does nothing until it is killed, or the test is over. */
pid_t child_sleeper(void);

#endif
