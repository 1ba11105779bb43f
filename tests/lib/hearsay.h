/*
 * What somebody on each machine says, and what all others hear of it: in its
 * order and once, or so many were told to be missing. They are called ali, bo
 * and sara, and are in the group tea.
 */
#ifndef TESTS_LIB_HEARSAY_H
#define TESTS_LIB_HEARSAY_H

#include "bridged.h"

#define HEARSAY_MOST 3

/* Connects them to the first so many machines. */
void hearsay_begin(struct bridged *site, size_t count);

/* Connects one again, to hear what comes from then on. */
void hearsay_return(size_t number);

/*
 * One says so many lines more, as one message; or all do so in turn, of each
 * hundred as one message and of others alone.
 */
void hearsay_say(size_t number, unsigned count);
void hearsay_all_say(unsigned count);

/* Not zero: each number has so many digits, and is a message. */
extern int hearsay_digits;

/* One says that, and waits for an answer, which no line of others is before. */
void hearsay_ask(size_t number, const char *line, const char *answer);

/* Waits until all have heard the last of all; what was missing was told. */
void hearsay_hear(void);

/* Does so, and tests that nothing was missing so far. */
void hearsay_hear_all(const char *what);

/*
 * Does so, and tests that so many of the speaker's were missing at each other
 * machine since the last time, and were told of.
 */
void hearsay_lack(size_t number, unsigned count, const char *what);

#endif
