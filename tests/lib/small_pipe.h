/* Pipes that fill up soon. */
#ifndef TESTS_LIB_SMALL_PIPE_H
#define TESTS_LIB_SMALL_PIPE_H

#include <stddef.h>

/*
 * Makes a pipe as io_pipe does, as small as the system allows: a page where its
 * size can be set. Ends the program where that fails.
 */
void small_pipe(int fd[2]);

/* Writes to it until it takes nothing more; the number of bytes. */
size_t fill_pipe(int fd);

/* Reads and forgets what is in it; the number of bytes. */
size_t drain_pipe(int fd);

#endif
