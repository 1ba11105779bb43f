/*
 * An error during setup: a message for the operator, and the exit code of
 * sysexits(3) for it. At start the program ends with that code; on a reload the
 * server logs the message and keeps the old setting.
 */
#ifndef SHARED_ERROR_H
#define SHARED_ERROR_H

#include <stdbool.h>
#include <stdnoreturn.h>

struct error {
	int code;
	bool may_pass; /* the resource may soon be free */
	char text[768];
};

/*
 * Sets the error, with a ? for each control character, which could harm a
 * terminal. Returns false, so that a function can end with it.
 */
bool error_set(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Marks the error as worth another try, and returns false. */
bool error_is_transient(struct error *error);

/* Ends the program with the error's message and code. */
noreturn void error_die(const struct error *error);

#endif
