/*
 * A test's own part of the machine: its processes, and, where the system has
 * namespaces and lets us make them, process IDs, mounts, System V objects and
 * ports. There, /dev/shm and /run are empty, and the only users are root, those
 * of the system's programs that tests run, and "tester", who runs the test.
 */
#ifndef TESTS_RUN_OWN_H
#define TESTS_RUN_OWN_H

#include <stdbool.h>
#include <sys/types.h>

/* Exit statuses of what own_start makes, beside the program's own. */
enum {
	OWN_BROKEN = 97, /* the system refused a call */
	OWN_LEFT = 98, /* processes were left behind */
	OWN_TOLD = 99, /* it was told to end */
	OWN_SIGNAL = 128 /* and a signal's number: the program died by it */
};

/*
 * Looks once what the system lets us make. The directory gets the list of
 * users, and stays. Where there are namespaces, FORKCAST_APART is set; else
 * a comment is printed.
 */
void own_init(const char *directory);

/*
 * Starts a program, given as PROGRAM or PROGRAM:ARGUMENT, with TMPDIR for the
 * directory, nothing to read, and out for what it says. Returns a process that
 * ends with the program's status and leaves none of the program's: those of one
 * that has succeeded have patience seconds to end by themselves, all others are
 * killed. SIGTERM tells it to end at once. Where there are neither namespaces
 * nor subreapers (prctl(2)), only those that stayed in the program's group are
 * killed. -1 with errno if there is no process.
 */
pid_t own_start(
    const char *given, const char *directory, int out, unsigned patience);

#endif
