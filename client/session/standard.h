/*
 * Standard input and output as they were at start. One that is closed is made
 * /dev/null, so that nothing else gets its number; but who needs it must not
 * take that for success. Used by main, and by all that read or write there.
 */
#ifndef CLIENT_SESSION_STANDARD_H
#define CLIENT_SESSION_STANDARD_H

#include <stdbool.h>

/* Opens what is closed, and remembers it. False with errno. */
bool standard_begin(void);

/* Ends the program with EX_IOERR if it was closed. */
void standard_need_input(void);
void standard_need_output(void);

/*
 * Standard output has just failed with errno: is that to be told? Not if nobody
 * reads any more, who has seen enough.
 */
bool standard_is_told(void);
#define STANDARD_FAILED "cannot write to standard output: %s"

/* The same, told on standard error if it is to be. */
void standard_complain(void);

#endif
