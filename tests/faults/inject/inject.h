/*
 * Linked into a server that is to meet faults: which call is to fail. The
 * wrappers in wrap_*.c ask at each call.
 */
#ifndef TESTS_FAULTS_INJECT_H
#define TESTS_FAULTS_INJECT_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/faults/board.h"

/* Counts a call of this process, and says what is to come of it. */
int inject(enum call call);

/* Counts a call that can only fail; true, with errno, if it is to. */
bool inject_error(enum call call);

/*
 * Counts a call that moves bytes, and may lower their number; true, with errno,
 * if it is to fail.
 */
bool inject_count(enum call call, size_t *bytes);

/* A worker was made: to be told in both processes, 0 being the child's pid. */
void inject_born(pid_t pid);

/* A wrapper around a call that can only fail, and then returns failed. */
#define WRAP(type, name, failed, parameters, arguments)                     \
	type __real_##name parameters;                                      \
	type __wrap_##name parameters;                                      \
	type __wrap_##name parameters                                       \
	{                                                                   \
		return inject_error(CALL_##name) ? (failed) :               \
						   __real_##name arguments; \
	}

#endif
