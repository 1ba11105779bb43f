/*
 * Standard input and output as they were at start. A closed one is replaced by
 * /dev/null, so that no other file gets its number; whoever needs it checks
 * with the functions below whether it was closed.
 */
#ifndef CLIENT_CONF_STANDARD_H
#define CLIENT_CONF_STANDARD_H

#include <stdbool.h>

/*
 * Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed, and
 * remembers which they were. Returns false with errno on failure.
 */
bool standard_begin(void);

/*
 * End the program with EX_IOERR if standard input, or output, was closed at
 * start.
 */
void standard_need_input(void);
void standard_need_output(void);

/*
 * Returns whether a write to standard output that failed with errno is to be
 * reported. It is not if the reader has gone, having seen enough (EPIPE).
 */
bool standard_should_report(void);
#define STANDARD_FAILED "cannot write to standard output: %s"

/*
 * Reports a failed write on standard error, unless standard_should_report
 * returns false. errno must be that of the write.
 */
void standard_complain(void);

#endif
