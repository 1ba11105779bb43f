/* Pipes that fill up soon. */
#ifndef TESTS_LIB_SMALL_PIPE_H
#define TESTS_LIB_SMALL_PIPE_H

#include <stddef.h>

/*
 * Makes a pipe as io_pipe does, as small as the system allows: one page where
 * its size can be set. Ends the program on failure.
 */
void small_pipe(int fd[2]);

#endif
