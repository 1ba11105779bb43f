/* Pipes that fill up soon. */
#ifndef TESTS_LIB_SMALL_PIPE_H
#define TESTS_LIB_SMALL_PIPE_H

#include <stddef.h>

/*
 * Makes a pipe as io_pipe does, as small as the system allows: one page where
 * its size can be set. Ends the program on failure.
 */
void small_pipe(int fd[2]);

/* Fills the pipe. Returns the number of bytes. */
size_t fill_pipe(int fd);

/* Empties the pipe. Returns the number of bytes. */
size_t drain_pipe(int fd);

#endif
