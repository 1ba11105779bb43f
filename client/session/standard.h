/*
 * Standard input and output as they were at start. A closed one is replaced by
 * /dev/null, so that no other file gets its number. A caller that needs it must
 * not take that for success.
 */
#ifndef CLIENT_SESSION_STANDARD_H
#define CLIENT_SESSION_STANDARD_H

#include <stdbool.h>

/*
 * Opens and remembers closed descriptors. Returns false with errno on failure.
 */
bool standard_begin(void);

/*
 * End the program with EX_IOERR if standard input, or output, was closed at
 * start.
 */
void standard_need_input(void);
void standard_need_output(void);

/*
 * Returns whether to report that standard output has just failed with errno. It
 * is not reported if the reader has gone, having seen enough.
 */
bool standard_is_told(void);
#define STANDARD_FAILED "cannot write to standard output: %s"

/*
 * Reports a failed write on standard error, unless standard_is_told returns
 * false. errno must be that of the write.
 */
void standard_complain(void);

#endif
