/*
 * How a program ends when it cannot go on: it says what was tried, on what and
 * why it failed, and leaves with a code of sysexits(3). For start and for the
 * client; a running server logs instead.
 */
#ifndef SHARED_DIE_H
#define SHARED_DIE_H

#include <stdnoreturn.h>
#include <sysexits.h>

/* The name in front of every message; kept, not copied. */
void die_name(const char *program);

/* "program: message" on standard error, and exit with the code. */
noreturn void die(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with ": " and what errno means behind the message. */
noreturn void die_errno(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same without the end. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
