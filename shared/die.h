/*
 * Ending a program that cannot go on: it says what it tried, on what and why
 * that failed, and exits with a code of sysexits(3). For use at start and in
 * the client; a running server logs instead.
 */
#ifndef SHARED_DIE_H
#define SHARED_DIE_H

#include <stdbool.h>
#include <stdnoreturn.h>
#include <sysexits.h>

/* Sets the name before every message; the string is kept, not copied. */
void die_name(const char *program);

/* Writes "program: message" to standard error and exits with the code. */
noreturn void die(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Does what die does, and adds ": " and the meaning of errno to the message. */
noreturn void die_errno(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes the message and returns. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Returns whether systemd's journal reads the descriptor: JOURNAL_STREAM names
 * it (sd-daemon(3)). A process started by a service inherits the variable, but
 * may have other descriptors.
 */
bool die_goes_to_journal(int fd);

#endif
