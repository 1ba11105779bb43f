/*
 * Conditions without which a system test cannot continue. If one fails, the
 * test ends at once and prints the place, the expected and the actual value,
 * and what may explain the failure, such as the server's log.
 */
#ifndef TESTS_LIB_MUST_H
#define TESTS_LIB_MUST_H

#include <stdnoreturn.h>

#include "tap.h"

#define MUST_TEXT(line) MUST_TEXT_OF(line)
#define MUST_TEXT_OF(line) #line

/* The place in a test that calls a function of the library. */
#define HERE __FILE__ ":" MUST_TEXT(__LINE__)

/* MUST(condition, format, ...): ends the test unless the condition holds. */
#define MUST(condition, ...)                         \
	do {                                         \
		if (!(condition))                    \
			must_end(HERE, __VA_ARGS__); \
	} while (0)

/* PASS(format, ...): reports a check that has passed. */
#define PASS(...) tap_ok(true, __VA_ARGS__)

/*
 * Ends the test: with TAP_WRONG, or if a deadline has passed with TAP_LATE, or
 * TAP_ASLEEP if meanwhile all processes of the test sleep.
 */
noreturn void must_end(const char *where, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Registers the function that explains a failure by comments, one for each test
 * program.
 */
void must_explain_by(void (*explain)(void));

/* Registers the function that returns whether all of them do. */
void must_sleep_by(bool (*sleeps)(void));

/*
 * Registers the function that returns the place of a test that is no program in
 * C; else it is the caller's.
 */
void must_place_by(const char *(*place)(void));

#endif
