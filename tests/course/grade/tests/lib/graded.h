/*
 * Gradings that a test starts and reads: any number at once, each with its
 * output in a file. Processes that a graded server leaves behind become
 * children of the test, where the system allows that.
 */
#ifndef TESTS_GRADE_TESTS_LIB_GRADED_H
#define TESTS_GRADE_TESTS_LIB_GRADED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/lib/scratch.h"

#define GRADED_TEXT 16384
#define GRADED_NAMES 256

struct graded {
	pid_t pid; /* 0 once it has ended */
	int status; /* its exit status, then */
	char out[SCRATCH_PATH], json[SCRATCH_PATH];
	char text[GRADED_TEXT]; /* what it has printed, then */
	char faults[GRADED_NAMES]; /* the trials with faults, and spaces */
};

/* Writes the path of a program in tests/ of the build directory. */
void graded_program(char path[SCRATCH_PATH], const char *name);

/*
 * Starts a grading of the command, with options that a shell splits; those of
 * the result are set here.
 */
void graded_start(
    struct graded *graded, const char *options, const char *command);

/* Waits for the end of one of them. */
void graded_wait(struct graded *graded);

/* Checks that no process is left. */
void graded_leaves_nothing(void);

#endif
