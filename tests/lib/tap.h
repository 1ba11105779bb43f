/*
 * Reports the results of each C test program: one line of TAP per check, with
 * the place and both values if it failed, and the plan at the end. Only one
 * process counts checks: a forked child reports to its parent by its exit code.
 */
#ifndef TESTS_LIB_TAP_H
#define TESTS_LIB_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "shared/str.h"

/* How a program ends that has not passed; tests/run/run knows what they mean.
 */
enum {
	TAP_LATE = 2, /* what was waited for has not come */
	TAP_WRONG = 3, /* something wrong has come */
	TAP_ASLEEP = 4, /* what was waited for has not come, and nobody works */
	TAP_SKIPPED = 77 /* it cannot run here */
};

/*
 * One check, described by a printf format and its values: TAP_OK(limit > 0, "%s
 * has a limit", row->name); the others also print the actual and the expected
 * value if these differ. Each is true if the check passed.
 */
#define TAP_OK(ok, ...) tap_ok(tap_check((ok), __FILE__, __LINE__), __VA_ARGS__)
#define TAP_NUM(got, want, ...)                                                \
	tap_ok(                                                                \
	    tap_number((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__), \
	    __VA_ARGS__)
#define TAP_STR(got, want, ...) \
	tap_ok(tap_string((got), (want), __FILE__, __LINE__), __VA_ARGS__)

/* Prints "ok N - what" or "not ok N - what", and returns ok. */
bool tap_ok(bool ok, const char *what, ...)
    __attribute__((format(printf, 2, 3)));

/* The comparisons behind the macros; they explain a failure as a comment. */
bool tap_check(bool ok, const char *file, int line);
bool tap_number(intmax_t got, intmax_t want, const char *file, int line);
bool tap_string(struct str got, struct str want, const char *file, int line);

/* Prints a comment: "# ...". */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints the plan "1..N". Returns the exit status for main: 0 if there was at
 * least one check and all passed, otherwise TAP_WRONG.
 */
int tap_done(void);

/* Returns how many checks have failed so far. */
unsigned tap_failures(void);

/*
 * Ends the program as skipped, because it cannot run here; prints the reason.
 */
noreturn void tap_skip(const char *reason);

#endif
