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
	char text[768];
};

/* Notes it and returns false, so that a function can end with it. */
bool error_set(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the program with it. */
noreturn void error_die(const struct error *error);

#endif
