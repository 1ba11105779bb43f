/*
 * The command line of all three programs, based on getopt(3): options end at
 * the first word that is not one, and --help and --version mean -h and -V. Pure
 * except for getopt's own state.
 */
#ifndef SHARED_USAGE_H
#define SHARED_USAGE_H

#include <stdbool.h>

#define VERSION "0.2" /* of all three programs */

struct usage {
	const char *synopsis; /* "usage: ...", for mistakes */
	const char *letters; /* as getopt takes them */
	const char *help; /* printed after the synopsis for -h */
};

/* Returns the next option, as getopt does; -1 at the end. */
int usage_option(const struct usage *usage, int argc, char *const *argv);

/*
 * Returns the index of the first word that is neither an option nor an option's
 * value; argc if there is none, or if it comes after "--".
 */
int usage_operand(const struct usage *usage, int argc, char *const *argv);

/*
 * Returns whether one edit turns one word into the other: a letter added,
 * removed or replaced, or two neighbours swapped.
 */
bool usage_is_near(const char *word, const char *other);

#endif
