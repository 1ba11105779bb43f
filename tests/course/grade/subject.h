/*
 * The server that is graded: a command of the student, started anew for each
 * trial at a port of its own, with limits, and ended with all that it forked.
 */
#ifndef TESTS_GRADE_SUBJECT_H
#define TESTS_GRADE_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "family.h"

/* The word of the command that stands for the port. */
#define SUBJECT_PORT "PORT"

/* The most processes that it may have. */
#define SUBJECT_PROCESSES 1500

/* Returns whether the command has the word PORT. */
bool subject_command_fits(const char *command);

/* Starts it and waits until it listens; if it does not, that is a fault. */
void subject_start(const char *command);

/* Returns its port. */
uint16_t subject_port(void);

/*
 * Returns the process that listens, or of several the one that all others come
 * from; it may have become a daemon.
 */
pid_t subject_main(void);

/*
 * Returns the process that has the other end of a client's connection, beside
 * the main one; 0 if there is none or if it cannot be seen.
 */
pid_t subject_child_of(uint16_t client);

/*
 * Returns whether it runs; if not, or if there are too many processes, that is
 * a fault.
 */
bool subject_lives(void);

/*
 * Returns whether none of its processes runs or waits for a processor: it has
 * done all that there was to do.
 */
bool subject_is_quiet(void);

/* Finds a fault if it has too many processes, as subject_is_quiet does, too. */
void subject_is_modest(void);

/* Declares that its end is no fault from now on. */
void subject_may_end(void);

/* Writes the end of what it has printed, without control characters. */
void subject_output(char *text, size_t size);

/* Ends it. False if a process is left that cannot be killed. */
bool subject_end(void);

#endif
