/*
 * The command line of all three programs, beside getopt(3): options end at the
 * first word that is none, and --help and --version are -h and -V. Pure but
 * for getopt's own state; used by main and by each command.
 */
#ifndef SHARED_USAGE_H
#define SHARED_USAGE_H

#include <stdbool.h>

struct usage {
	const char *synopsis; /* "usage: ...", for mistakes */
	const char *letters; /* as getopt wants them */
	const char *help; /* what stands behind the synopsis for -h */
};

/* The next option, as getopt says it; -1 at the end. */
int usage_option(const struct usage *usage, int argc, char *const *argv);

/*
 * Where the first word stands that is neither an option nor its value: argc if
 * there is none, or if it stands behind "--".
 */
int usage_operand(const struct usage *usage, int argc, char *const *argv);

/*
 * Is one word the other but for one edit: a letter more, less or another one,
 * or two neighbours swapped?
 */
bool usage_is_near(const char *word, const char *other);

#endif
