/*
 * The values of options and keys that both the person's client and the scripts'
 * commands read: numbers, seconds, groups; and what -h does.
 */
#ifndef CLIENT_SESSION_OPTION_H
#define CLIENT_SESSION_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "shared/clock.h"
#include "shared/usage.h"

#define OPTION_WANTS_SECONDS "must be 0.001 to 31536000 seconds"

/* Reads a time in seconds, with decimals or without; false if it is none. */
bool option_seconds(const char *text, usec *time);

/*
 * The value of the option -LETTER: ends the program with EX_USAGE if it is not
 * a time, or not a number from 1 to most.
 */
usec option_time(char letter, const char *text);
size_t option_number(char letter, const char *text, size_t most);

/* Ends with EX_USAGE at the first group of the list that cannot be. */
void option_check_groups(char *const *groups);

/*
 * The same at a word behind the first operand that looks like an option, unless
 * "--" stands in front of all.
 */
void option_check_order(char *const *argv);

/*
 * If -h or -V is there, prints what it asks for on standard output and ends
 * well: that comes before all that may be wrong elsewhere.
 */
void option_answer(const struct usage *usage, int argc, char *const *argv);

/* The mistake, if there is one, and how it is used; ends with EX_USAGE. */
noreturn void option_misused(const struct usage *usage, const char *mistake);

#endif
