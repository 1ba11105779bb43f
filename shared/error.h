/*
 * What went wrong while something was set up, in words for the operator, and
 * the exit code of sysexits(3) that it deserves: at start a program ends with
 * it, on a reload the server logs it and the old setting stays.
 */
#ifndef SHARED_ERROR_H
#define SHARED_ERROR_H

#include <stdbool.h>
#include <stdnoreturn.h>

struct error {
	int code;
	bool may_pass; /* who has what is wanted may be about to end */
	char text[768];
};

/* Notes it and returns false, so that a function can end with it. */
bool error_set(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes besides that it is worth another try, and returns false too. */
bool error_may_pass(struct error *error);

/* Ends the program with it. */
noreturn void error_die(const struct error *error);

#endif
